import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { previewQuery, previewsQuery } from './cache.ts'

/** The id of the preview whose page is open. */
export function usePreviewId(): string {
  return useParams({ from: '/frame/previews/$previewId' }).previewId
}

/** The preview whose page is open: `summary` is there as soon as the list knows it, `detail` when it was asked for. */
export function usePreview() {
  const previewId = usePreviewId()
  const query = useQuery(previewQuery(previewId))
  const detail = query.data
  const { data: listed } = useQuery({
    ...previewsQuery,
    select: (previews) => previews.find(({ id }) => id === previewId),
  })
  return { previewId, detail, summary: detail ?? listed, query }
}
