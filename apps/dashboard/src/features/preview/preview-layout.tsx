import { Outlet } from '@tanstack/react-router'
import { Unplug } from 'lucide-react'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { LoadFault } from '../../components/ui/load-fault.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { faultOf } from '../../lib/api/faults.ts'
import { usePreview } from '../../lib/previews/use-preview.ts'
import { useTitle } from '../../lib/use-title.ts'
import { PreviewHeader } from './preview-header.tsx'
import { PreviewTabs } from './preview-tabs.tsx'

/** The page of one preview: its header, its tabs, and the tab that is open. */
export function PreviewLayout() {
  const { previewId, summary, query } = usePreview()
  useTitle(summary?.projectId ?? 'Preview')
  if (query.error && faultOf(query.error).code === 'not-found') return <Gone />
  if (!summary) {
    return query.error ? (
      <div className="mx-auto max-w-2xl p-4 sm:p-6">
        <LoadFault title="This preview could not be read" query={query} />
      </div>
    ) : (
      <HeaderSkeleton />
    )
  }
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <PreviewHeader preview={summary} />
      <PreviewTabs previewId={previewId} />
      <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col px-4 py-5 sm:px-6">
        <Outlet />
      </div>
    </div>
  )
}

function Gone() {
  return (
    <div className="flex h-full items-center">
      <EmptyState icon={Unplug} heading="h1" title="This preview is gone">
        It was deleted, or the link is not whole. Deploying the project again makes a new one.
      </EmptyState>
    </div>
  )
}

function HeaderSkeleton() {
  return (
    <div className="mx-auto w-full max-w-6xl px-4 pt-6 sm:px-6">
      <LoadingNote what="preview" />
      <Skeleton className="h-7 w-64" />
      <Skeleton className="mt-3 h-4 w-96 max-w-full" />
      <Skeleton className="mt-8 h-4 w-full max-w-xl" />
    </div>
  )
}
