import type { ReactNode } from 'react'
import { classes } from '../../lib/classes.ts'

interface PageProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page that scrolls as a whole: its title, what can be done here, its content. */
export function Page({ title, lead, actions, children }: PageProps) {
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-6xl px-4 pt-6 pb-12 sm:px-6">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div>
            <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
            {lead && <p className="mt-0.5 text-text-2">{lead}</p>}
          </div>
          {actions && <div className="flex gap-2">{actions}</div>}
        </div>
        <div className="mt-5">{children}</div>
      </div>
    </div>
  )
}

interface SectionProps {
  readonly title: string
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A part of a page under its own heading. */
export function Section({ title, aside, className, children }: SectionProps) {
  return (
    <section className={classes('min-w-0', className)}>
      <div className="mb-2 flex min-h-6 items-center justify-between gap-3">
        <h2 className="text-sm font-semibold">{title}</h2>
        {aside && <div className="text-xs text-text-3">{aside}</div>}
      </div>
      {children}
    </section>
  )
}

/** A surface of its own. Used sparingly: space separates first. */
export function Panel({ className, children }: { readonly className?: string; readonly children: ReactNode }) {
  return <div className={classes('rounded-lg border border-line bg-raised', className)}>{children}</div>
}

/** Names and values, one pair a line. */
export function Facts({ facts }: { readonly facts: readonly { readonly name: string; readonly value: ReactNode }[] }) {
  return (
    <dl className="divide-y divide-line">
      {facts.map(({ name, value }) => (
        <div key={name} className="flex min-h-9 items-center justify-between gap-4 py-1.5">
          <dt className="shrink-0 text-text-2">{name}</dt>
          <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
