/** How long builds take. Pure; spans in ms. */
import type { BuildRow } from '../../lib/api/types.ts'

type Times = Pick<BuildRow, 'startedAt' | 'finishedAt'>

/** How long a build ran, or null while it has not both begun and ended. */
export function durationOf({ startedAt, finishedAt }: Times): number | null {
  return startedAt === null || finishedAt === null ? null : Math.max(0, finishedAt - startedAt)
}

/** What builds of the same path usually take: the median of the successful ones before this, or null under two of them. */
export function usualDuration(build: Pick<BuildRow, 'id' | 'plan'>, others: readonly BuildRow[]): number | null {
  const spans = others
    .filter((it) => it.id !== build.id && it.status === 'succeeded' && it.plan.path === build.plan.path)
    .flatMap((it) => durationOf(it) ?? [])
    .sort((one, other) => one - other)
  return spans.length < 2 ? null : (spans[Math.floor(spans.length / 2)] ?? null)
}
