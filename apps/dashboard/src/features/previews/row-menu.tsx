import { Ellipsis, Play, RotateCw, Square } from 'lucide-react'
import { IconButton } from '../../components/ui/button.tsx'
import { Menu, MenuItem } from '../../components/ui/menu.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { usePreviewActions } from '../../lib/previews/use-preview-actions.ts'

/** What an operator may do with a preview from the list. Deleting is done on its page. */
export function RowMenu({ preview }: { readonly preview: PreviewSummary }) {
  const actions = usePreviewActions(preview)
  return (
    <Menu
      trigger={
        <IconButton
          label={`Actions for ${preview.projectId}`}
          icon={Ellipsis}
          disabled={actions.pending || preview.desired === 'deleted'}
          className="relative z-10"
        />
      }
    >
      {preview.desired === 'stopped' ? (
        <MenuItem icon={Play} onSelect={actions.start}>
          Start
        </MenuItem>
      ) : (
        <>
          <MenuItem icon={RotateCw} onSelect={actions.restart}>
            Restart
          </MenuItem>
          <MenuItem icon={Square} onSelect={actions.stop}>
            Stop
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
