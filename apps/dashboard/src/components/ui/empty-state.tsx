import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  readonly icon: LucideIcon
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
  /** `h1` where it is all there is on the page. */
  readonly heading?: 'h1' | 'h2'
}

/** Nothing here, and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action, heading: Heading = 'h2' }: EmptyStateProps) {
  return (
    <div className="mx-auto flex w-full max-w-xl flex-col items-center px-4 py-16 text-center">
      <span className="flex size-10 items-center justify-center rounded-lg border border-line bg-sunken text-text-3">
        <Icon aria-hidden className="size-5" strokeWidth={1.5} />
      </span>
      <Heading className="mt-4 text-base font-semibold">{title}</Heading>
      {children && <div className="mt-1 w-full text-text-2 text-balance">{children}</div>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  )
}
