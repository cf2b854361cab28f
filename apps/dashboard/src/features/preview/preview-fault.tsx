import { Link } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { Button, buttonClasses } from '../../components/ui/button.tsx'
import { FaultCard } from '../../components/ui/fault-card.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { usePreviewActions } from '../../lib/previews/use-preview-actions.ts'
import { useRights } from '../../lib/session/me.ts'

interface PreviewFaultProps {
  readonly preview: PreviewSummary
  /** Builds the newest version again. */
  readonly onRebuild: () => void
  readonly rebuilding: boolean
}

/** Why it is not live, or why an older version serves, and the one action that helps. */
export function PreviewFault({ preview, onRebuild, rebuilding }: PreviewFaultProps) {
  const { operate } = useRights()
  const { restart, restarting } = usePreviewActions(preview)
  const { fault, phase, latestBuild, id: previewId } = preview
  if (!fault) return null
  const ofBuild = latestBuild?.status === 'failed'
  return (
    <FaultCard
      title={titleOf(preview)}
      fault={fault}
      actions={
        <>
          <Link
            to={ofBuild ? '/previews/$previewId/build' : '/previews/$previewId/logs'}
            params={{ previewId }}
            className={buttonClasses()}
          >
            {ofBuild ? 'See the build' : 'See the log'}
          </Link>
          {operate && ofBuild && (
            <Button icon={RotateCw} pending={rebuilding} onClick={onRebuild}>
              Build again
            </Button>
          )}
          {operate && !ofBuild && phase !== 'starting' && (
            <Button icon={RotateCw} pending={restarting} onClick={restart}>
              Restart
            </Button>
          )}
        </>
      }
    />
  )
}

function titleOf({ phase, wanted, serving }: PreviewSummary): string {
  const which = wanted ? `Version ${wanted.number}` : 'The newest version'
  if (phase === 'failed') return `${which} is not live`
  if (serving && serving.id !== wanted?.id) return `${which} failed; version ${serving.number} still serves`
  return 'It failed before'
}
