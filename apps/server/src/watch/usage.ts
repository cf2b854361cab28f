/** Measures what instances use: one reader for all, whoever watches, that looks the closer the more somebody is interested. */
import { sampleBetween, type UsageCounters } from '@kapsules/domain'
import type { Runtime } from '@kapsules/runtime'
import type { InstanceTarget, Live } from '../live/live.ts'
import type { Log } from '../log.ts'
import { pause, runLoop } from './loop.ts'

export interface UsageParts {
  readonly live: Pick<Live, 'targets' | 'samples' | 'previews'>
  readonly runtime: Pick<Runtime, 'usage'>
  readonly log: Log
  /** Epoch ms. */
  readonly now?: () => number
}

export interface UsageCollector {
  /** Measures the instances whose time has come. */
  tick(signal: AbortSignal): Promise<void>
  /** Measures until the signal fires. */
  run(signal: AbortSignal): Promise<void>
}

/** How often an instance is measured that somebody watches, that was started lately, and any other, ms. */
const watchedMs = 1_000
const youngMs = 2_000
const idleMs = 10_000
const youthMs = 5 * 60_000
/** How often is looked whose time has come; a little of it early still counts. */
const tickMs = 1_000
const toleranceMs = 300
const readDeadlineMs = 10_000

/** Makes the collector of one server. */
export function createUsageCollector({ live, runtime, log, now = Date.now }: UsageParts): UsageCollector {
  const counted = new Map<string, UsageCounters>()

  const isDue = (target: InstanceTarget) => {
    const last = counted.get(target.instanceId)
    return !last || now() - last.at >= periodOf(target) - toleranceMs
  }
  const periodOf = ({ previewId, startedAt }: InstanceTarget) => {
    if (live.samples.followers(previewId) > 0) return watchedMs
    return now() - startedAt < youthMs ? youngMs : idleMs
  }
  const take = ({ instanceId, previewId, cpuLimit }: InstanceTarget, after: UsageCounters) => {
    const before = counted.get(instanceId)
    counted.set(instanceId, after)
    const sample = before && sampleBetween(instanceId, cpuLimit, before, after)
    if (sample) live.samples.of(previewId).publish(sample)
  }

  const tick = async (signal: AbortSignal) => {
    for (const instanceId of counted.keys()) if (!live.targets.get(instanceId)) counted.delete(instanceId)
    const due = [...live.targets.values()].filter(isDue)
    if (due.length === 0) return
    const ids = due.map(({ instanceId }) => instanceId)
    const counters = await runtime.usage(ids, AbortSignal.any([signal, AbortSignal.timeout(readDeadlineMs)]))
    for (const target of due) {
      const after = counters.get(target.instanceId)
      if (after && live.targets.get(target.instanceId)) take(target, after)
    }
  }
  const forgetRemoved = async (signal: AbortSignal) => {
    for await (const news of live.previews.follow({ signal })) {
      if (news.kind === 'item' && news.item.kind === 'removed') live.samples.drop(news.item.previewId)
    }
  }
  const run = async (signal: AbortSignal) => {
    const forgetting = forgetRemoved(signal)
    const what = 'the measuring of usage'
    await runLoop({ what, tick: () => tick(signal), rest: (end) => pause(tickMs, end), log }, signal)
    await forgetting
  }
  return { tick, run }
}
