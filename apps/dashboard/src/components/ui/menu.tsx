import { Check, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { classes } from '../../lib/classes.ts'

interface MenuProps {
  readonly trigger: ReactElement
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
  readonly side?: 'top' | 'bottom' | 'right'
  /** Made because it was asked for: it opens at once. */
  readonly openAtFirst?: boolean
}

/** A list of actions behind a button. */
export function Menu({ trigger, children, align = 'end', side = 'bottom', openAtFirst = false }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen={openAtFirst}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-lg bg-raised p-1 shadow-float animate-rise"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const itemClasses =
  'flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm text-text outline-none select-none pointer-coarse:h-11 data-highlighted:bg-hover data-disabled:opacity-50'

interface MenuItemProps {
  readonly icon?: LucideIcon
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly children: ReactNode
}

/** One action of a menu. */
export function MenuItem({ icon: Icon, onSelect, danger = false, disabled = false, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      disabled={disabled}
      onSelect={onSelect}
      className={classes(itemClasses, danger && 'text-red-text')}
    >
      {Icon && <Icon aria-hidden className="size-4 opacity-80" strokeWidth={1.75} />}
      {children}
    </DropdownMenu.Item>
  )
}

interface MenuChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string; readonly icon?: LucideIcon }[]
  readonly onChange: (value: Value) => void
}

/** One of several, inside a menu. */
export function MenuChoice<Value extends string>({ label, value, options, onChange }: MenuChoiceProps<Value>) {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next)
        if (chosen) onChange(chosen.value)
      }}
      aria-label={label}
    >
      {options.map(({ value: own, label: text, icon: Icon }) => (
        <DropdownMenu.RadioItem key={own} value={own} className={itemClasses}>
          {Icon && <Icon aria-hidden className="size-4 opacity-80" strokeWidth={1.75} />}
          <span className="flex-1">{text}</span>
          <DropdownMenu.ItemIndicator>
            <Check aria-hidden className="size-3.5" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

/** A line between groups of a menu. */
export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />
}

/** A note inside a menu that cannot be chosen. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 py-1.5 text-xs text-text-3">{children}</DropdownMenu.Label>
}
