import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { memo } from 'react'
import { HealthLabel } from '../../components/status/health.tsx'
import { PhaseLabel } from '../../components/status/phase.tsx'
import { RelativeTime } from '../../components/ui/relative-time.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { classes } from '../../lib/classes.ts'
import { intentOf } from '../../lib/previews/intent.ts'
import { AddressCell } from './address-cell.tsx'
import { RowMenu } from './row-menu.tsx'
import { CpuCell, MemoryCell } from './usage-cells.tsx'

/** Columns of the table; what matters least goes first when room is short. */
export const columns =
  'grid gap-x-3 grid-cols-[minmax(0,1fr)_7rem_7rem_4rem_5.5rem_2.5rem] lg:grid-cols-[minmax(0,1fr)_7rem_7rem_8rem_9.5rem_2.5rem] xl:grid-cols-[minmax(0,1.1fr)_7rem_7rem_minmax(0,1fr)_8rem_9.5rem_2.5rem] min-[87.5rem]:grid-cols-[minmax(0,1.1fr)_7rem_7rem_minmax(0,1fr)_8rem_9.5rem_6rem_2.5rem]'
/** For what is shown only where there is more room. */
export const fromLarge = 'hidden xl:flex'
/** For what is shown only where there is much room. */
export const fromHuge = 'hidden min-[87.5rem]:flex'

interface PreviewItemProps {
  readonly preview: PreviewSummary
  readonly operate: boolean
}

const cell = 'flex min-w-0 items-center'

/** One preview as a row of the table. */
export const PreviewRow = memo(function PreviewRow({ preview, operate }: PreviewItemProps) {
  const { id, serving, wanted, createdAt } = preview
  return (
    <>
      <td className={cell}>
        <PreviewName preview={preview} />
      </td>
      <td className={cell}>
        <PhaseOrIntent preview={preview} />
      </td>
      <td className={cell}>
        <HealthCell preview={preview} />
      </td>
      <td className={classes(cell, fromLarge)}>
        <AddressCell preview={preview} />
      </td>
      <td className={cell}>
        <CpuCell previewId={id} />
      </td>
      <td className={cell}>
        <MemoryCell previewId={id} />
      </td>
      <td className={classes(cell, fromHuge, 'justify-between gap-2 text-text-2')}>
        <span>{serving || wanted ? `v${(serving ?? wanted)?.number}` : '–'}</span>
        <span className="text-text-3">
          <RelativeTime at={createdAt} look="age" />
        </span>
      </td>
      <td className={classes(cell, 'justify-end')}>{operate && <RowMenu preview={preview} />}</td>
    </>
  )
})

/** The name, as a link that covers the whole row. */
function PreviewName({ preview }: { readonly preview: PreviewSummary }) {
  return (
    <Link
      to="/previews/$previewId"
      params={{ previewId: preview.id }}
      data-row-link
      className="flex min-w-0 items-baseline gap-1.5 outline-none after:absolute after:inset-0 after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
    >
      <span className="truncate font-medium">{preview.projectId}</span>
      <span className="shrink-0 text-text-3">/ {preview.name}</span>
    </Link>
  )
}

/** The phase, or what was asked for and is on its way. */
function PhaseOrIntent({ preview }: { readonly preview: PreviewSummary }) {
  const intent = intentOf(preview)
  return intent ? (
    <span className="font-medium text-text-2 animate-breathe">{intent}…</span>
  ) : (
    <span title={preview.reason} className="relative inline-flex">
      <PhaseLabel phase={preview.phase} />
    </span>
  )
}

/** Health means something only for what runs. */
function HealthCell({ preview }: { readonly preview: PreviewSummary }) {
  if (!preview.url) return <span className="text-text-3">–</span>
  return (
    <span title={preview.healthReason} className="relative inline-flex">
      <HealthLabel health={preview.health} />
    </span>
  )
}

/** One preview as a card, on phones. */
export const PreviewCard = memo(function PreviewCard({ preview, operate }: PreviewItemProps) {
  return (
    <div className="flex h-full flex-col justify-center gap-1 px-4">
      <div className="flex items-center justify-between gap-2">
        <PreviewName preview={preview} />
        <span className="-mr-3 flex shrink-0">
          {preview.url && (
            <a
              href={preview.url}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={`Open ${preview.projectId} in a new tab`}
              className="relative z-10 flex size-11 items-center justify-center rounded-md text-text-2"
            >
              <ExternalLink aria-hidden className="size-4" />
            </a>
          )}
          {operate && <RowMenu preview={preview} />}
        </span>
      </div>
      <div className="flex items-center gap-3 text-xs">
        <PhaseOrIntent preview={preview} />
        {preview.url && <HealthLabel health={preview.health} />}
        <span className="ml-auto text-text-3">
          <RelativeTime at={preview.createdAt} />
        </span>
      </div>
      {preview.url ? (
        <div className="flex items-center justify-between text-xs">
          <CpuCell previewId={preview.id} />
          <MemoryCell previewId={preview.id} />
        </div>
      ) : (
        <p className={classes('truncate text-xs', preview.phase === 'failed' ? 'text-red-text' : 'text-text-3')}>
          {preview.fault?.message ?? preview.reason}
        </p>
      )}
    </div>
  )
})
