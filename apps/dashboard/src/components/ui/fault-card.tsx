import { CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ShownFault } from '../../lib/api/faults.ts'
import { stripAnsi } from '../../lib/log/ansi.ts'
import { CopyButton } from './copy-button.tsx'
import { scrollRegion } from './scroll-region.ts'

interface FaultCardProps {
  readonly fault: ShownFault
  readonly title?: string
  readonly actions?: ReactNode
}

/** What went wrong: the code, one sentence, the lines that prove it, the one thing that helps. */
export function FaultCard({ fault, title, actions }: FaultCardProps) {
  const evidence = fault.evidence.map(stripAnsi)
  return (
    <section
      aria-label={title ?? 'What went wrong'}
      className="overflow-hidden rounded-lg border border-line bg-raised [border-left:3px_solid_var(--red)]"
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-3 p-4">
        <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-red-text" />
        <div className="min-w-0 flex-1 basis-60">
          {title && <p className="font-medium">{title}</p>}
          <p className={title ? 'text-text-2' : 'font-medium'}>{fault.message}</p>
          {fault.hint && <p className="mt-1 text-text-2">{fault.hint}</p>}
          <p className="mt-1.5">
            <code className="rounded-sm bg-red-tint px-1.5 py-0.5 font-mono text-2xs text-red-text">{fault.code}</code>
          </p>
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {evidence.length > 0 && (
        <div className="relative border-t border-line bg-sunken">
          <section aria-label="Evidence" {...scrollRegion} className="max-h-60 overflow-auto py-3 pr-12 pl-4">
            <pre className="log-text whitespace-pre">{evidence.join('\n')}</pre>
          </section>
          <CopyButton
            text={evidence.join('\n')}
            label="Copy evidence"
            className="absolute top-1.5 right-1.5 bg-sunken"
          />
        </div>
      )}
    </section>
  )
}
