import { Command } from 'cmdk'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** Items under one heading. */
export function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-text-3"
    >
      {children}
    </Command.Group>
  )
}

interface ItemProps {
  readonly icon: LucideIcon
  /** What is searched. */
  readonly value: string
  readonly onSelect: () => void
  readonly children: ReactNode
}

/** How everything looks that can be chosen. */
export const itemClasses =
  'flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-hover pointer-coarse:h-11'

/** One thing to go to or to do. */
export function Item({ icon: Icon, value, onSelect, children }: ItemProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={itemClasses}>
      <Icon aria-hidden className="size-4 text-text-3" strokeWidth={1.75} />
      {children}
    </Command.Item>
  )
}
