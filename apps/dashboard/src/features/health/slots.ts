/** Health over time, cut into slots for a strip. Pure. */
import type { Health } from '@kapsules/domain'
import type { HealthChangeRow } from '../../lib/api/types.ts'

/** A stretch of one health. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly health: Health
  readonly reason: string
}

export interface Slot {
  readonly from: number
  readonly to: number
  /** The worst that happened in it; null when nothing is known. */
  readonly worst: Health | null
  readonly stretches: readonly Stretch[]
}

type Change = Pick<HealthChangeRow, 'at' | 'health' | 'reason'>

/** The stretches between two times, oldest first. The first change may lie before: it is the state at the start. */
export function stretchesOf(changes: readonly Change[], from: number, to: number): Stretch[] {
  return changes
    .map((change, index) => ({
      from: Math.max(from, change.at),
      to: Math.min(to, changes[index + 1]?.at ?? to),
      health: change.health,
      reason: change.reason,
    }))
    .filter((stretch) => stretch.to > stretch.from)
}

const badness: Record<Health, number> = { unhealthy: 3, degraded: 2, healthy: 1, unknown: 0 }

/** The strip: `count` slots of equal length between two times. */
export function slotsOf(stretches: readonly Stretch[], from: number, to: number, count: number): Slot[] {
  const length = (to - from) / count
  return Array.from({ length: count }, (_, index) => {
    const start = from + index * length
    const end = start + length
    const within = stretches.filter((stretch) => stretch.from < end && stretch.to > start)
    const worst = within.reduce<Health | null>(
      (found, { health }) => (found === null || badness[health] > badness[found] ? health : found),
      null,
    )
    return { from: start, to: end, worst, stretches: within }
  })
}

/** The share of the known time in which it answered as it should; null when nothing is known. */
export function uptimeOf(stretches: readonly Stretch[]): number | null {
  const known = stretches.filter(({ health }) => health !== 'unknown')
  const spanOf = (some: readonly Stretch[]) => some.reduce((sum, { from, to }) => sum + to - from, 0)
  const all = spanOf(known)
  return all === 0 ? null : spanOf(known.filter(({ health }) => health === 'healthy')) / all
}

/** The times when it did not answer as it should, newest first. */
export function incidentsOf(stretches: readonly Stretch[]): Stretch[] {
  return stretches.filter(({ health }) => health === 'degraded' || health === 'unhealthy').reverse()
}
