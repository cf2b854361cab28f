/** All previews in one cached list, and one preview in its detail, both kept up to date by the server's news. */
import { queryOptions } from '@tanstack/react-query'
import { api, trpc } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import type { PreviewSummary } from '../api/types.ts'
import { mergePreviews, type PreviewNews, snapshotLimit, withNews } from './news.ts'

const listKey = ['previews', 'all'] as const
const pageSize = 1000

/** Every preview there is. Fetched once; then {@link takePreviewNews} keeps it. */
export const previewsQuery = queryOptions({
  queryKey: listKey,
  queryFn: async ({ signal }): Promise<readonly PreviewSummary[]> => {
    const fetched: PreviewSummary[] = []
    let cursor: string | null = null
    do {
      const page: { items: readonly PreviewSummary[]; nextCursor: string | null } = await api.previews.list.query(
        { limit: pageSize, ...(cursor !== null && { cursor }) },
        { signal },
      )
      fetched.push(...page.items)
      cursor = page.nextCursor
    } while (cursor !== null)
    // news may have come while we asked: what is newer stays
    return mergePreviews(fetched, queryClient.getQueryData<readonly PreviewSummary[]>(listKey) ?? [])
  },
  staleTime: Number.POSITIVE_INFINITY,
})

/** One preview with its instances and versions. */
export function previewQuery(previewId: string) {
  return trpc.previews.get.queryOptions({ previewId }, { staleTime: 5_000 })
}

/** Brings news into the caches. */
export function takePreviewNews(news: PreviewNews): void {
  const before = queryClient.getQueryData<readonly PreviewSummary[]>(listKey)
  queryClient.setQueryData<readonly PreviewSummary[]>(listKey, (list) => withNews(list ?? [], news))
  if (news.kind === 'snapshot' && news.previews.length >= snapshotLimit)
    void queryClient.invalidateQueries({ queryKey: listKey })
  if (news.kind === 'changed') refreshDetail(news.preview, before)
  else if (news.kind === 'removed') {
    void queryClient.invalidateQueries(trpc.previews.get.queryFilter({ previewId: news.previewId }))
  }
}

function refreshDetail(preview: PreviewSummary, list: readonly PreviewSummary[] | undefined): void {
  const key = trpc.previews.get.queryKey({ previewId: preview.id })
  queryClient.setQueryData(key, (detail) => detail && { ...detail, ...preview })
  void queryClient.invalidateQueries({ queryKey: key })
  const build = list?.find((it) => it.id === preview.id)?.latestBuild
  if (build?.id !== preview.latestBuild?.id || build?.status !== preview.latestBuild?.status) {
    void queryClient.invalidateQueries(trpc.builds.list.pathFilter())
  }
}

/** Changes one preview in the caches at once; gives the way back. */
export function assumePreview(previewId: string, change: Partial<PreviewSummary>): () => void {
  const key = trpc.previews.get.queryKey({ previewId })
  const list = queryClient.getQueryData<readonly PreviewSummary[]>(listKey)
  const before = queryClient.getQueryData(key) ?? list?.find(({ id }) => id === previewId)
  const apply = (part: Partial<PreviewSummary>) => {
    queryClient.setQueryData(key, (detail) => detail && { ...detail, ...part })
    queryClient.setQueryData<readonly PreviewSummary[]>(listKey, (all) =>
      all?.map((preview) => (preview.id === previewId ? { ...preview, ...part } : preview)),
    )
  }
  apply(change)
  return () => {
    if (!before) return
    const changed = Object.keys(change) as (keyof PreviewSummary)[]
    apply(Object.fromEntries(changed.map((name) => [name, before[name]])))
  }
}
