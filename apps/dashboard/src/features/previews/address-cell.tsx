import { Check, Copy, ExternalLink } from 'lucide-react'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { useCopy } from '../../lib/use-copy.ts'

/** Where it answers; or, while it does not, why. */
export function AddressCell({ preview }: { readonly preview: PreviewSummary }) {
  const { url, phase, reason, fault } = preview
  const { copied, copy } = useCopy()
  const Shown = copied ? Check : Copy
  if (!url) {
    const text = fault?.message ?? reason
    return (
      <span title={text} className={phase === 'failed' ? 'truncate text-red-text' : 'truncate text-text-3'}>
        {text}
      </span>
    )
  }
  return (
    <span className="flex min-w-0 items-center gap-0.5">
      <a
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        className="relative z-10 flex min-w-0 items-center gap-1.5 rounded-sm text-text-2 hover:text-accent-text hover:underline"
      >
        <span className="truncate">{url.replace(/^https?:\/\//, '')}</span>
        <ExternalLink aria-hidden className="size-3 shrink-0" />
        <span className="sr-only">opens in a new tab</span>
      </a>
      <button
        type="button"
        aria-label={`Copy address of ${preview.projectId}`}
        title={copied ? 'Copied' : 'Copy address'}
        onClick={() => copy(url)}
        className="relative z-10 flex size-7 items-center justify-center rounded-md text-text-2 opacity-0 group-hover/row:opacity-100 hover:bg-active focus-visible:opacity-100"
      >
        <Shown aria-hidden className="size-3.5" />
      </button>
    </span>
  )
}
