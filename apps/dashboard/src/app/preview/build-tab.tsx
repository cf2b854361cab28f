import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Hammer } from 'lucide-react'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { FaultCard } from '../../components/ui/fault-card.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { BuildPicker } from '../../features/builds/build-picker.tsx'
import { BuildView } from '../../features/builds/build-view.tsx'
import { trpc } from '../../lib/api/client.ts'
import { faultOf } from '../../lib/api/faults.ts'
import { usePreview } from '../../lib/previews/use-preview.ts'

const buildsShown = 50

/** The newest build of the preview, or the one in the address; earlier ones beside it. */
export function BuildTab() {
  const { previewId, summary } = usePreview()
  const { build: chosen, view } = useSearch({ from: '/frame/previews/$previewId/build' })
  const navigate = useNavigate({ from: '/previews/$previewId/build' })
  const { data, error } = useQuery(trpc.builds.list.queryOptions({ previewId, limit: buildsShown }))
  if (!data) {
    if (error) return <FaultCard title="The builds could not be read" fault={faultOf(error)} />
    return (
      <>
        <LoadingNote what="builds" />
        <Skeleton className="h-96 w-full rounded-lg" />
      </>
    )
  }
  const buildId = chosen ?? summary?.latestBuild?.id ?? data.items[0]?.id
  if (buildId === undefined) {
    return (
      <EmptyState icon={Hammer} title="No build yet">
        It appears here with the first deploy.
      </EmptyState>
    )
  }
  return (
    <div className="grid gap-x-10 gap-y-5 lg:grid-cols-[minmax(0,1fr)_15rem]">
      <BuildPicker
        builds={data.items}
        current={buildId}
        onPick={(build) => void navigate({ search: (before) => ({ ...before, build }) })}
        className="lg:order-2"
      />
      <BuildView
        buildId={buildId}
        others={data.items}
        look={view === 'log' ? 'log' : 'steps'}
        onLook={(look) =>
          void navigate({
            search: ({ view: _, ...rest }) => (look === 'log' ? { ...rest, view: 'log' } : rest),
            replace: true,
          })
        }
        onRetried={(build) => void navigate({ search: (before) => ({ ...before, build: build.id }) })}
      />
    </div>
  )
}
