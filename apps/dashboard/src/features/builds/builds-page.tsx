import { type BuildStatus, buildStatuses } from '@kapsules/domain'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Hammer } from 'lucide-react'
import { BuildStatusLabel } from '../../components/status/build.tsx'
import { Chip } from '../../components/ui/chip.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { LoadFault, MoreButton } from '../../components/ui/load-fault.tsx'
import { Page } from '../../components/ui/page.tsx'
import { api, trpc } from '../../lib/api/client.ts'
import { useTitle } from '../../lib/use-title.ts'
import { BuildRows, BuildRowsSkeleton } from './build-rows.tsx'

const pageSize = 50
/** Progress of builds comes by their previews' news; this is for what might be missed, ms. */
const refreshMs = 15_000

/** All builds of all previews, newest first. */
export function BuildsPage() {
  useTitle('Builds')
  const { status: statuses } = useSearch({ from: '/frame/builds' })
  const navigate = useNavigate({ from: '/builds' })
  const toggle = (status: BuildStatus) => {
    const next = statuses?.includes(status) ? statuses.filter((it) => it !== status) : [...(statuses ?? []), status]
    void navigate({ search: next.length > 0 ? { status: next } : {}, replace: true })
  }
  return (
    <Page title="Builds" lead="Every attempt to make an image from a version.">
      <div className="-mx-1 mb-3 flex gap-1.5 overflow-x-auto px-1 py-1 [scrollbar-width:none]">
        {buildStatuses.map((status) => (
          <Chip key={status} on={statuses?.includes(status) ?? false} onToggle={() => toggle(status)}>
            <BuildStatusLabel status={status} moving={false} />
          </Chip>
        ))}
      </div>
      <Builds statuses={statuses} />
    </Page>
  )
}

function Builds({ statuses }: { readonly statuses: readonly BuildStatus[] | undefined }) {
  const query = useInfiniteQuery({
    // begins like the key of any list of builds, so that news of builds reaches it too
    queryKey: [...trpc.builds.list.pathKey(), 'pages', statuses ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      api.builds.list.query(
        {
          limit: pageSize,
          ...(statuses && { statuses: [...statuses] }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: refreshMs,
  })
  if (!query.data) {
    return query.error ? <LoadFault title="The builds could not be read" query={query} /> : <BuildRowsSkeleton />
  }
  const builds = query.data.pages.flatMap(({ items }) => items)
  if (builds.length === 0) {
    return (
      <EmptyState icon={Hammer} title={statuses ? 'No build in this state' : 'No builds yet'}>
        {statuses ? 'Choose another state above.' : 'A build appears here with the first deploy.'}
      </EmptyState>
    )
  }
  return (
    <>
      <BuildRows builds={builds} />
      <MoreButton query={query} />
    </>
  )
}
