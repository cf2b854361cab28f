import { Ellipsis, Play, RotateCw, Square } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../components/ui/button.tsx'
import { Menu, MenuItem } from '../../components/ui/menu.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { usePreviewActions } from '../../lib/previews/use-preview-actions.ts'

const buttonClasses =
  'relative z-10 flex size-8 items-center justify-center rounded-md text-text-2 hover:bg-active hover:text-text pointer-coarse:size-11'

/**
 * What an operator may do with a preview from the list; deleting is done on its page. The menu is made when it is first
 * opened: a row that only scrolls by costs one button.
 */
export function RowMenu({ preview }: { readonly preview: PreviewSummary }) {
  const [opened, setOpened] = useState(false)
  if (opened) return <OpenedMenu preview={preview} />
  return (
    <button
      type="button"
      aria-label={`Actions for ${preview.projectId}`}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setOpened(true)}
      className={buttonClasses}
    >
      <Ellipsis aria-hidden className="size-4" strokeWidth={1.75} />
    </button>
  )
}

function OpenedMenu({ preview }: { readonly preview: PreviewSummary }) {
  const actions = usePreviewActions(preview)
  const over = actions.pending || preview.desired === 'deleted'
  return (
    <Menu
      openAtFirst
      trigger={<IconButton label={`Actions for ${preview.projectId}`} icon={Ellipsis} className={buttonClasses} />}
    >
      {preview.desired === 'stopped' ? (
        <MenuItem icon={Play} disabled={over} onSelect={actions.start}>
          Start
        </MenuItem>
      ) : (
        <>
          <MenuItem icon={RotateCw} disabled={over} onSelect={actions.restart}>
            Restart
          </MenuItem>
          <MenuItem icon={Square} disabled={over} onSelect={actions.stop}>
            Stop
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
