import type { ReactNode } from 'react'
import { classes } from '../../lib/classes.ts'

interface ChipProps {
  readonly on: boolean
  readonly onToggle: () => void
  readonly children: ReactNode
}

/** A filter that is on or off. */
export function Chip({ on, onToggle, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onToggle}
      className={classes(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-xs font-medium transition-colors pointer-coarse:h-9',
        on
          ? 'border-accent bg-accent-tint text-accent-text'
          : 'border-line-strong bg-transparent text-text-2 hover:bg-hover hover:text-text',
      )}
    >
      {children}
    </button>
  )
}

interface SegmentedProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

/** One of a few, side by side. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  return (
    <fieldset className="inline-flex shrink-0 rounded-md border border-line bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={classes(
            'h-6.5 rounded-sm px-2.5 text-xs font-medium transition-colors pointer-coarse:h-9',
            option.value === value
              ? 'bg-raised text-text shadow-soft ring-1 ring-line-strong'
              : 'text-text-2 hover:text-text',
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}
