/** Which previews the list shows, and in which order. Pure. */
import type { Health, Phase } from '@kapsules/domain'
import type { PreviewSummary } from '../../lib/api/types.ts'
import type { PreviewsSearch, SortKey } from './previews-search.ts'

/** What usage has to say for sorting; absent for what does not run. */
export type UsageNow = (previewId: string) => { readonly cpus: number; readonly memoryBytes: number } | undefined

// worst first, because that is what somebody who sorts by it looks for
const phaseOrder: Record<Phase, number> = {
  failed: 0,
  building: 1,
  starting: 2,
  queued: 3,
  live: 4,
  asleep: 5,
  stopped: 6,
  deleting: 7,
}
const healthOrder: Record<Health, number> = { unhealthy: 0, degraded: 1, unknown: 2, healthy: 3 }

/** The direction a column is sorted in when it is first chosen. */
export function firstDirection(key: SortKey): 'up' | 'down' {
  return key === 'cpu' || key === 'memory' || key === 'age' ? 'down' : 'up'
}

/** The previews that the search lets through, sorted. The newest come first unless said otherwise. */
export function arrangePreviews(
  previews: readonly PreviewSummary[],
  search: PreviewsSearch,
  usage: UsageNow,
): PreviewSummary[] {
  const key = search.sort ?? 'age'
  const turn = (search.dir ?? firstDirection(key)) === 'up' ? 1 : -1
  const rank = ranks[key]
  return previews
    .filter((preview) => matches(preview, search))
    .map((preview) => ({ preview, rank: rank(preview, usage) }))
    .sort((one, other) => turn * compare(one.rank, other.rank) || byName(one.preview, other.preview))
    .map(({ preview }) => preview)
}

const ranks: Record<SortKey, (preview: PreviewSummary, usage: UsageNow) => string | number> = {
  name: nameOf,
  phase: ({ phase }) => phaseOrder[phase],
  health: ({ phase, health }) => (phase === 'live' ? healthOrder[health] : 4),
  cpu: ({ id }, usage) => usage(id)?.cpus ?? -1,
  memory: ({ id }, usage) => usage(id)?.memoryBytes ?? -1,
  age: ({ createdAt }) => createdAt,
}

function nameOf({ projectId, name }: PreviewSummary): string {
  return `${projectId}\n${name}`.toLowerCase()
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function byName(one: PreviewSummary, other: PreviewSummary): number {
  return compare(nameOf(one), nameOf(other)) || compare(one.id, other.id)
}

function matches(preview: PreviewSummary, { q, phase, health }: PreviewsSearch): boolean {
  if (phase && !phase.includes(preview.phase)) return false
  if (health && !(preview.phase === 'live' && health.includes(preview.health))) return false
  return matchesText(preview, q ?? '')
}

/** Every word of the text stands somewhere in what people know a preview by. */
function matchesText(preview: PreviewSummary, text: string): boolean {
  const { projectId, name, slug, url, framework, tenantId } = preview
  const hay = [projectId, name, slug, url, framework, tenantId].join('\n').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}

/**
 * The new order, but with what was shown before in its old place: while the pointer is over the list nothing moves under
 * it. What is gone is left out, what is new comes last.
 */
export function holdOrder(next: readonly PreviewSummary[], shownIds: readonly string[]): PreviewSummary[] {
  const byId = new Map(next.map((preview) => [preview.id, preview]))
  const kept = shownIds.flatMap((id) => byId.get(id) ?? [])
  const keptIds = new Set(shownIds)
  return [...kept, ...next.filter(({ id }) => !keptIds.has(id))]
}

/** How many previews are in each phase and health, for the filter chips. */
export function countStates(previews: readonly PreviewSummary[]) {
  const phase: Partial<Record<Phase, number>> = {}
  const health: Partial<Record<Health, number>> = {}
  for (const preview of previews) {
    phase[preview.phase] = (phase[preview.phase] ?? 0) + 1
    if (preview.phase === 'live') health[preview.health] = (health[preview.health] ?? 0) + 1
  }
  return { phase, health }
}
