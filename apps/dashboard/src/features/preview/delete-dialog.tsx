import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog, DialogActions } from '../../components/ui/dialog.tsx'
import { Field } from '../../components/ui/field.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { tellDone } from '../../lib/notify.ts'
import { usePreviewActions } from '../../lib/previews/use-preview-actions.ts'

interface DeleteDialogProps {
  readonly preview: PreviewSummary
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** Says what is lost, and asks for the name, because it cannot be brought back. */
export function DeleteDialog({ preview, open, onOpenChange }: DeleteDialogProps) {
  const { remove, pending } = usePreviewActions(preview)
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const { projectId } = preview
  const matches = typed.trim() === projectId

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!matches) return
    try {
      await remove()
    } catch {
      // told by the action itself, with the reason; the dialog stays for another try
      return
    }
    tellDone(`${projectId} is being deleted`)
    await navigate({ to: '/previews' })
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete ${projectId}?`}
      description="Its containers, images, versions, builds and logs are removed, and its address stops answering. This cannot be undone."
    >
      <form onSubmit={submit}>
        <Field
          label={
            <>
              Type <strong className="font-semibold">{projectId}</strong> to confirm
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          autoFocus
        />
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" look="danger" disabled={!matches} pending={pending}>
            Delete
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
