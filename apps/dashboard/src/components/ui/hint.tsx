import { Tooltip } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

interface HintProps {
  readonly label: ReactNode
  readonly shortcut?: ReactNode
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly children: ReactElement
}

/** A short text that appears when its child is hovered or focused. */
export function Hint({ label, shortcut, side = 'bottom', children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 items-center gap-2 rounded-md bg-raised px-2 py-1 text-xs text-text shadow-float animate-appear"
        >
          {label}
          {shortcut && <Keys>{shortcut}</Keys>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

/** A key or a chord, as it is printed on the keyboard. */
export function Keys({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="rounded-sm border border-line-strong bg-sunken px-1 font-sans text-2xs leading-4 text-text-2">
      {children}
    </kbd>
  )
}
