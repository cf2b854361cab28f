/** Samples as points of a chart: thinned to what a screen can show, with gaps where nothing was measured. Pure. */
import type { Sample } from '@kapsules/domain'

/** What of a sample can be charted. */
export const metrics = [
  'cpus',
  'memoryBytes',
  'networkRxPerSecond',
  'networkTxPerSecond',
  'blockReadPerSecond',
  'blockWritePerSecond',
  'pids',
  'throttledShare',
] as const
export type Metric = (typeof metrics)[number]

/** One place on the time axis; null is a gap. */
export type Point = { readonly at: number } & { readonly [Name in Metric]: number | null }

/** Samples kept for the charts: a quarter of an hour at one a second, and some. */
const kept = 1200

/** Adds samples to those known: in order of time, each once, the oldest let go. */
export function addSamples(known: readonly Sample[], fresh: readonly Sample[]): readonly Sample[] {
  const last = known.at(-1)?.at ?? 0
  if (fresh.every(({ at }) => at > last)) return [...known, ...fresh].slice(-kept)
  const byPlace = new Map([...known, ...fresh].map((sample) => [`${sample.at} ${sample.instanceId}`, sample]))
  return [...byPlace.values()].sort((one, other) => one.at - other.at).slice(-kept)
}

/** The points between two times, of about one for each `stepMs`. */
export function toPoints(samples: readonly Sample[], from: number, to: number, stepMs: number): Point[] {
  const shown = newestInstanceOnly(samples).filter(({ at }) => at >= from - stepMs && at <= to)
  const points: Point[] = []
  let group: Sample[] = []
  const close = () => {
    if (group.length > 0) points.push(meanOf(group))
    group = []
  }
  shown.forEach((sample, index) => {
    const before = shown[index - 1]
    const gap = before !== undefined && isGap(shown, index)
    // slots stand at fixed times, so that points do not wander while the window slides
    if (before && (gap || slotOf(sample, stepMs) !== slotOf(before, stepMs))) close()
    if (gap) points.push(gapAt(sample.at - 1))
    group.push(sample)
  })
  close()
  return points
}

function slotOf({ at }: Sample, stepMs: number): number {
  return Math.floor(at / stepMs)
}

/** While one instance replaces another both are measured: from its first sample on, only the new one is shown. */
function newestInstanceOnly(samples: readonly Sample[]): Sample[] {
  const starts = new Map<string, number>()
  for (const { instanceId, at } of samples) if (!starts.has(instanceId)) starts.set(instanceId, at)
  // in the order of their starts
  const instances = [...starts.entries()]
  return samples.filter(({ instanceId, at }) => instances.findLast(([, start]) => start <= at)?.[0] === instanceId)
}

const shortestGapMs = 5_000

/** The rate of samples follows interest, so a gap is a pause much longer than those around it; a new instance is one too. */
function isGap(samples: readonly Sample[], index: number): boolean {
  const here = samples[index]
  const before = samples[index - 1]
  if (!here || !before) return false
  if (here.instanceId !== before.instanceId) return true
  const pause = here.at - before.at
  const around = Math.max(
    before.at - (samples[index - 2]?.at ?? before.at),
    (samples[index + 1]?.at ?? here.at) - here.at,
  )
  return pause > Math.max(shortestGapMs, 3 * around)
}

function meanOf(group: readonly Sample[]): Point {
  const at = group.at(-1)?.at ?? 0
  const mean = (metric: Metric) => group.reduce((sum, sample) => sum + sample[metric], 0) / group.length
  return pointOf(at, mean)
}

function gapAt(at: number): Point {
  return pointOf(at, () => null)
}

function pointOf(at: number, read: (metric: Metric) => number | null): Point {
  return {
    at,
    cpus: read('cpus'),
    memoryBytes: read('memoryBytes'),
    networkRxPerSecond: read('networkRxPerSecond'),
    networkTxPerSecond: read('networkTxPerSecond'),
    blockReadPerSecond: read('blockReadPerSecond'),
    blockWritePerSecond: read('blockWritePerSecond'),
    pids: read('pids'),
    throttledShare: read('throttledShare'),
  }
}
