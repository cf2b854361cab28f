import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Section } from '../../components/ui/page.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { usePreview } from '../../lib/previews/use-preview.ts'
import { useRights } from '../../lib/session/me.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { EnvironmentForm } from './environment-form.tsx'
import { ResourcesForm } from './resources-form.tsx'

/** What an instance gets, and the end of the preview. */
export function SettingsTab() {
  const { detail } = usePreview()
  const { operate } = useRights()
  const [deleting, setDeleting] = useState(false)
  if (!detail) {
    return (
      <>
        <LoadingNote what="settings" />
        <Skeleton className="h-40 w-full max-w-2xl rounded-lg" />
      </>
    )
  }
  return (
    <div className="flex max-w-2xl flex-col gap-8">
      <Section title="Resources">
        <ResourcesForm key={`${detail.generation}`} preview={detail} operate={operate} />
      </Section>
      <Section title="Environment">
        <EnvironmentForm preview={detail} operate={operate} />
      </Section>
      {operate && detail.desired !== 'deleted' && (
        <Section title="Delete">
          <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-4">
            <p className="min-w-0 flex-1 basis-60 text-text-2">
              Removes its containers, images, versions, builds and logs. This cannot be undone.
            </p>
            <Button look="quiet-danger" icon={Trash2} onClick={() => setDeleting(true)}>
              Delete this preview
            </Button>
          </div>
          <DeleteDialog preview={detail} open={deleting} onOpenChange={setDeleting} />
        </Section>
      )}
    </div>
  )
}
