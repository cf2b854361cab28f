import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Copy, ExternalLink, Hammer, Play, RotateCw, ScrollText, Square } from 'lucide-react'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { previewsQuery } from '../../lib/previews/cache.ts'
import { usePreviewActions } from '../../lib/previews/use-preview-actions.ts'
import { useRights } from '../../lib/session/me.ts'
import { useCopy } from '../../lib/use-copy.ts'
import { Group, Item } from './palette-parts.tsx'

type Run = (action: () => void) => () => void

/** What can be done with the preview that is open. */
export function PreviewCommands({ run }: { readonly run: Run }) {
  const { previewId } = useParams({ strict: false })
  const { data } = useQuery(previewsQuery)
  const preview = data?.find(({ id }) => id === previewId)
  return preview ? <Commands preview={preview} run={run} /> : null
}

function Commands({ preview, run }: { readonly preview: PreviewSummary; readonly run: Run }) {
  const navigate = useNavigate()
  const { operate } = useRights()
  const { copy } = useCopy()
  const actions = usePreviewActions(preview)
  const { url, id: previewId } = preview
  const params = { previewId }
  return (
    <Group heading={preview.projectId}>
      <Item
        icon={ScrollText}
        value="logs of this preview"
        onSelect={run(() => void navigate({ to: '/previews/$previewId/logs', params }))}
      >
        Logs
      </Item>
      <Item
        icon={Hammer}
        value="build of this preview"
        onSelect={run(() => void navigate({ to: '/previews/$previewId/build', params }))}
      >
        Build
      </Item>
      {url && (
        <>
          <Item
            icon={ExternalLink}
            value="open address"
            onSelect={run(() => void window.open(url, '_blank', 'noopener'))}
          >
            Open address
          </Item>
          <Item icon={Copy} value="copy address" onSelect={run(() => copy(url))}>
            Copy address
          </Item>
        </>
      )}
      {operate && preview.desired === 'running' && (
        <>
          <Item icon={RotateCw} value="restart" onSelect={run(actions.restart)}>
            Restart
          </Item>
          <Item icon={Square} value="stop" onSelect={run(actions.stop)}>
            Stop
          </Item>
        </>
      )}
      {operate && preview.desired === 'stopped' && (
        <Item icon={Play} value="start" onSelect={run(actions.start)}>
          Start
        </Item>
      )}
    </Group>
  )
}
