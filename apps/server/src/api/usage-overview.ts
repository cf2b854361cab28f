/** The newest sample of every running preview, worked out once for all who watch. */
import type { Sample } from '@kapsules/domain'
import type { Live } from '../live/live.ts'

export type SampleOf = Sample & { readonly previewId: string }

export interface OverviewSample {
  readonly tenantId: string
  readonly sample: SampleOf
}

/** How long one overview serves, ms. A little less than viewers wait between two. */
const freshMs = 1_500

/** Makes the shared overview of one server. */
export function createOverview(live: Live, now: () => number = Date.now): () => readonly OverviewSample[] {
  let made: { readonly at: number; readonly samples: readonly OverviewSample[] } | null = null
  return () => {
    if (made && now() - made.at < freshMs) return made.samples
    made = { at: now(), samples: newestSamples(live) }
    return made.samples
  }
}

function newestSamples(live: Live): readonly OverviewSample[] {
  const newest = new Map<string, OverviewSample>()
  for (const { previewId, tenantId } of live.targets.values()) {
    const last = newest.has(previewId) ? undefined : live.samples.of(previewId).kept().at(-1)
    if (last) newest.set(previewId, { tenantId, sample: { ...last.item, previewId } })
  }
  return [...newest.values()]
}
