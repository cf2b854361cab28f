/** Usage counters as the engine itself gives them: for engines on other hosts. */
import type { UsageCounters } from '@kapsules/domain'
import type { ContainerStats } from './answers.ts'

/** The counters of an answer, or null when the container was not running. */
export function countersOf(stats: ContainerStats): UsageCounters | null {
  const { memory_stats: memory, networks = {}, blkio_stats: io } = stats
  if (stats.read === null || memory.usage === undefined) return null
  const sum = (pick: (network: { rx_bytes: number; tx_bytes: number }) => number) =>
    Object.values(networks).reduce((total, network) => total + pick(network), 0)
  const bytes = (op: string) =>
    (io?.io_service_bytes_recursive ?? [])
      .filter((entry) => entry.op.toLowerCase() === op)
      .reduce((total, entry) => total + entry.value, 0)
  const cache = memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0
  return {
    at: stats.read,
    cpuMicros: stats.cpu_stats.cpu_usage.total_usage / 1_000,
    memoryBytes: Math.max(0, memory.usage - cache),
    memoryLimitBytes: memory.limit ?? 0,
    networkRxBytes: sum((network) => network.rx_bytes),
    networkTxBytes: sum((network) => network.tx_bytes),
    blockReadBytes: bytes('read'),
    blockWriteBytes: bytes('write'),
    pids: stats.pids_stats?.current ?? 0,
    throttledMicros: (stats.cpu_stats.throttling_data?.throttled_time ?? 0) / 1_000,
  }
}
