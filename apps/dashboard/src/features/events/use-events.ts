import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { api } from '../../lib/api/client.ts'
import { follow } from '../../lib/api/follow.ts'
import type { EventRow } from '../../lib/api/types.ts'

const pageSize = 50
/** Events kept of those that come while the page is open. */
const liveKept = 2000

/** The timeline of one preview or of all, newest first: what was, page by page, and what comes. */
export function useEvents(previewId?: string) {
  const scope = previewId === undefined ? {} : { previewId }
  const past = useInfiniteQuery({
    queryKey: ['events', previewId ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      api.events.list.query(
        { ...scope, limit: pageSize, ...(pageParam !== null && { beforeId: pageParam }) },
        { signal },
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ nextBeforeId }) => nextBeforeId,
    // the pages are followed by what comes live: they are asked for once, on opening
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const newestId = past.data?.pages[0]?.items[0]?.id ?? (past.data ? 0 : null)
  const coming = useComing(previewId, newestId)
  const events = useMemo(() => {
    const known = past.data?.pages.flatMap(({ items }) => items) ?? []
    const ids = new Set(known.map(({ id }) => id))
    return [...coming.filter(({ id }) => !ids.has(id)), ...known]
  }, [past.data, coming])
  return { ...past, events }
}

/** Events after a known one, newest first. */
function useComing(previewId: string | undefined, afterId: number | null): readonly EventRow[] {
  const [coming, setComing] = useState<readonly EventRow[]>([])
  useEffect(() => {
    if (afterId === null) return
    setComing([])
    return follow(
      api.events.live,
      { lastEventId: String(afterId), ...(previewId !== undefined && { previewId }) },
      {
        onData: (event) =>
          setComing((before) =>
            before.some(({ id }) => id === event.id) ? before : [event, ...before].slice(0, liveKept),
          ),
      },
    )
  }, [previewId, afterId])
  return coming
}
