/** Resource usage of an instance: what the engine counts, and the samples we make of two counts. */

/** Counters at one moment. All but memory and pids only grow while a container lives. */
export interface UsageCounters {
  /** Epoch ms. */
  readonly at: number
  /** CPU time used, microseconds. */
  readonly cpuMicros: number
  /** Working set (usage without inactive page cache), bytes. */
  readonly memoryBytes: number
  readonly memoryLimitBytes: number
  readonly networkRxBytes: number
  readonly networkTxBytes: number
  readonly blockReadBytes: number
  readonly blockWriteBytes: number
  readonly pids: number
  /** Time spent throttled, microseconds. */
  readonly throttledMicros: number
}

/** Usage between two counts. Rates are per second. */
export interface Sample {
  readonly instanceId: string
  readonly at: number
  /** 1 = one core fully used. */
  readonly cpus: number
  readonly cpuLimit: number
  readonly memoryBytes: number
  readonly memoryLimitBytes: number
  readonly networkRxPerSecond: number
  readonly networkTxPerSecond: number
  readonly blockReadPerSecond: number
  readonly blockWritePerSecond: number
  readonly pids: number
  readonly throttledShare: number
}

/** The sample between two counts, or null when they are not in order (a clock went back, or the container is another one). */
export function sampleBetween(
  instanceId: string,
  cpuLimit: number,
  before: UsageCounters,
  after: UsageCounters,
): Sample | null {
  const seconds = (after.at - before.at) / 1000
  if (seconds <= 0 || after.cpuMicros < before.cpuMicros) return null
  const rate = (from: number, to: number) => Math.max(0, to - from) / seconds
  return {
    instanceId,
    at: after.at,
    cpus: rate(before.cpuMicros, after.cpuMicros) / 1e6,
    cpuLimit,
    memoryBytes: after.memoryBytes,
    memoryLimitBytes: after.memoryLimitBytes,
    networkRxPerSecond: rate(before.networkRxBytes, after.networkRxBytes),
    networkTxPerSecond: rate(before.networkTxBytes, after.networkTxBytes),
    blockReadPerSecond: rate(before.blockReadBytes, after.blockReadBytes),
    blockWritePerSecond: rate(before.blockWriteBytes, after.blockWriteBytes),
    pids: after.pids,
    throttledShare: Math.min(1, rate(before.throttledMicros, after.throttledMicros) / 1e6),
  }
}
