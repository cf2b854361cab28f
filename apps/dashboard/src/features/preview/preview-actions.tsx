import { Ellipsis, Play, RotateCw, Square, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../components/ui/button.tsx'
import { Menu, MenuItem } from '../../components/ui/menu.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { usePreviewActions } from '../../lib/previews/use-preview-actions.ts'
import { DeleteDialog } from './delete-dialog.tsx'

/** What an operator may do with the preview now. */
export function PreviewActions({ preview }: { readonly preview: PreviewSummary }) {
  const actions = usePreviewActions(preview)
  const [deleting, setDeleting] = useState(false)
  if (preview.desired === 'deleted') return null
  const stopped = preview.desired === 'stopped'
  return (
    <>
      {stopped ? (
        <Button look="primary" icon={Play} disabled={actions.pending} onClick={actions.start}>
          Start
        </Button>
      ) : (
        <>
          <Button icon={RotateCw} pending={actions.restarting} onClick={actions.restart}>
            Restart
          </Button>
          <Button icon={Square} disabled={actions.pending} onClick={actions.stop}>
            Stop
          </Button>
        </>
      )}
      <Menu trigger={<IconButton label="More actions" icon={Ellipsis} look="secondary" />}>
        <MenuItem icon={Trash2} danger onSelect={() => setDeleting(true)}>
          Delete
        </MenuItem>
      </Menu>
      <DeleteDialog preview={preview} open={deleting} onOpenChange={setDeleting} />
    </>
  )
}
