import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { LoadFault } from '../../components/ui/load-fault.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { previewsQuery } from '../../lib/previews/cache.ts'
import { useRights } from '../../lib/session/me.ts'
import { useWide } from '../../lib/use-media.ts'
import { useTitle } from '../../lib/use-title.ts'
import { FirstPreview } from './first-preview.tsx'
import { arrangePreviews, countStates, holdOrder } from './list-view.ts'
import type { PreviewsSearch } from './previews-search.ts'
import { PreviewsSkeleton } from './previews-skeleton.tsx'
import { PreviewsTable } from './previews-table.tsx'
import { PreviewsToolbar } from './previews-toolbar.tsx'
import { readUsageNow, useUsageNews, useUsageVersion } from './usage-now.ts'

/** All previews, live. */
export function PreviewsPage() {
  useTitle('Previews')
  useUsageNews()
  const search = useSearch({ from: '/frame/previews' })
  const query = useQuery(previewsQuery)
  const { data } = query
  const wide = useWide()
  const { operate } = useRights()
  // state and not a ref: the rows can be placed only once their scroller is there
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [held, setHeld] = useState(false)
  const counts = useMemo(() => countStates(data ?? []), [data])
  const shown = useArranged(data ?? [], search, held)

  if (query.error && !data) {
    return (
      <div className="mx-auto max-w-2xl p-4 sm:p-6">
        <h1 className="sr-only">Previews</h1>
        <LoadFault title="The previews could not be read" query={query} />
      </div>
    )
  }
  if (!data) return <PreviewsSkeleton wide={wide} />
  if (data.length === 0) return <FirstPreview />
  return (
    <div ref={setScroller} className="h-full overflow-y-auto">
      <h1 className="sr-only">Previews</h1>
      <PreviewsToolbar search={search} counts={counts} />
      {shown.length === 0 ? (
        <NothingFound />
      ) : (
        <div className="sm:px-2">
          <PreviewsTable
            previews={shown}
            search={search}
            operate={operate}
            wide={wide}
            scroller={scroller}
            onPointer={setHeld}
          />
        </div>
      )}
    </div>
  )
}

/** The rows to show. While they are held, rows change in place and none moves. */
function useArranged(
  data: readonly PreviewSummary[],
  search: PreviewsSearch,
  held: boolean,
): readonly PreviewSummary[] {
  const usageVersion = useUsageVersion()
  const bySamples = search.sort === 'cpu' || search.sort === 'memory'
  // samples come every two seconds: they reorder the rows only if the rows are ordered by them
  const samples = bySamples ? usageVersion : null
  const arranged = useMemo(() => {
    return { samples, rows: arrangePreviews(data, search, readUsageNow) }
  }, [data, search, samples]).rows
  const shownBefore = useRef<{ search: unknown; ids: readonly string[] }>({ search, ids: [] })
  const mayHold = held && shownBefore.current.search === search
  const shown = mayHold ? holdOrder(arranged, shownBefore.current.ids) : arranged
  shownBefore.current = { search, ids: shown.map(({ id }) => id) }
  return shown
}

function NothingFound() {
  const navigate = useNavigate({ from: '/previews' })
  return (
    <EmptyState
      icon={SearchX}
      title="No preview matches"
      action={<Button onClick={() => void navigate({ search: {}, replace: true })}>Clear search and filters</Button>}
    >
      Search looks at the project, name, address, framework and tenant.
    </EmptyState>
  )
}
