import { ExternalLink } from 'lucide-react'
import { HealthLabel } from '../../components/status/health.tsx'
import { PhaseLabel } from '../../components/status/phase.tsx'
import { buttonClasses } from '../../components/ui/button.tsx'
import { CopyButton } from '../../components/ui/copy-button.tsx'
import { Hint } from '../../components/ui/hint.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { formatAbsolute, formatSince } from '../../lib/format/times.ts'
import { useNow } from '../../lib/live/clock.ts'
import { intentOf } from '../../lib/previews/intent.ts'
import { useRights } from '../../lib/session/me.ts'
import { PreviewActions } from './preview-actions.tsx'

/** What it is, how it is and since when and why, where it answers, and what can be done. */
export function PreviewHeader({ preview }: { readonly preview: PreviewSummary }) {
  const { operate } = useRights()
  const { projectId, name, url } = preview
  return (
    <header className="mx-auto w-full max-w-6xl px-4 pt-5 pb-3 sm:px-6">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <h1 className="text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">
            {projectId} <span className="font-normal text-text-3">/ {name}</span>
          </h1>
          <PhaseLine preview={preview} />
          {url && (
            <p className="mt-1.5 flex min-w-0 items-center gap-1">
              <a
                href={url}
                target="_blank"
                rel="noopener noreferrer"
                className="flex min-w-0 items-center gap-1.5 rounded-sm text-accent-text hover:underline"
              >
                <span className="truncate">{url.replace(/^https?:\/\//, '')}</span>
                <ExternalLink aria-hidden className="size-3.5 shrink-0" />
                <span className="sr-only">opens in a new tab</span>
              </a>
              <CopyButton text={url} label="Copy address" />
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          {url && (
            <a href={url} target="_blank" rel="noopener noreferrer" className={buttonClasses('primary')}>
              <ExternalLink aria-hidden className="size-3.5" />
              Open
            </a>
          )}
          {operate && <PreviewActions preview={preview} />}
        </div>
      </div>
    </header>
  )
}

/** "Live since 14:02. Answers with HTTP 200." */
function PhaseLine({ preview }: { readonly preview: PreviewSummary }) {
  const now = useNow(60_000)
  const { phase, phaseSince, reason, url, health, healthReason } = preview
  const intent = intentOf(preview)
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
      <span aria-live="polite" className="inline-flex">
        {intent ? <span className="font-medium animate-breathe">{intent}…</span> : <PhaseLabel phase={phase} />}
      </span>
      {!intent && (
        <Hint label={formatAbsolute(phaseSince)}>
          <span className="-ml-1.5 text-text-2">since {formatSince(phaseSince, now + 60_000)}</span>
        </Hint>
      )}
      {url && (
        <Hint label={healthReason || 'Not probed yet.'}>
          <span className="inline-flex">
            <HealthLabel health={health} />
          </span>
        </Hint>
      )}
      {reason && !intent && <span className="min-w-0 text-text-2">{reason}</span>}
    </div>
  )
}
