/** What news does to a list of previews. Pure. */
import type { PreviewSummary } from '../api/types.ts'

export type PreviewNews =
  | { readonly kind: 'snapshot'; readonly previews: readonly PreviewSummary[] }
  | { readonly kind: 'changed'; readonly preview: PreviewSummary }
  | { readonly kind: 'removed'; readonly previewId: string }

/** The server's snapshots end here; a full one may not be the whole. */
export const snapshotLimit = 1000

/** The list after the news. A change that is older than what is known is left out. */
export function withNews(list: readonly PreviewSummary[], news: PreviewNews): readonly PreviewSummary[] {
  if (news.kind === 'snapshot')
    return news.previews.length < snapshotLimit ? news.previews : mergeAll(list, news.previews)
  if (news.kind === 'removed') return list.filter(({ id }) => id !== news.previewId)
  const known = list.find(({ id }) => id === news.preview.id)
  if (!known) return [news.preview, ...list]
  if (isOlder(news.preview, known)) return list
  return list.map((preview) => (preview === known ? news.preview : preview))
}

function mergeAll(list: readonly PreviewSummary[], fresh: readonly PreviewSummary[]): readonly PreviewSummary[] {
  const ids = new Set(fresh.map(({ id }) => id))
  return [...fresh, ...list.filter(({ id }) => !ids.has(id))]
}

/** A fetched list with whatever is known to be newer. */
export function mergePreviews(
  fetched: readonly PreviewSummary[],
  known: readonly PreviewSummary[],
): readonly PreviewSummary[] {
  const byId = new Map(known.map((preview) => [preview.id, preview]))
  return fetched.map((preview) => {
    const other = byId.get(preview.id)
    return other && isOlder(preview, other) ? other : preview
  })
}

/** Generation rises with what is asked, revision with what is observed. */
function isOlder(one: PreviewSummary, other: PreviewSummary): boolean {
  return one.revision < other.revision || one.generation < other.generation
}
