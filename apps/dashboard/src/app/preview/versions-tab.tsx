import { useQuery } from '@tanstack/react-query'
import { Section } from '../../components/ui/page.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { VersionList } from '../../features/preview/version-list.tsx'
import { trpc } from '../../lib/api/client.ts'
import { usePreview } from '../../lib/previews/use-preview.ts'

/** The snapshots of the files, with what serves and what should. */
export function VersionsTab() {
  const { previewId, detail } = usePreview()
  const { data: builds } = useQuery(trpc.builds.list.queryOptions({ previewId, limit: 200 }))
  return (
    <Section title="Versions">
      {detail ? (
        <VersionList preview={detail} builds={builds?.items ?? []} />
      ) : (
        <>
          <LoadingNote what="versions" />
          <Skeleton className="h-40 w-full" />
        </>
      )}
    </Section>
  )
}
