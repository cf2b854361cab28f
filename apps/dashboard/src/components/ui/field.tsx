import { Search, X } from 'lucide-react'
import { type ComponentProps, type ReactNode, type Ref, useId } from 'react'
import { classes } from '../../lib/classes.ts'
import { Keys } from './hint.tsx'

/** How everything looks that is typed or chosen in. */
export const inputClasses =
  'h-8 w-full min-w-0 rounded-md border border-line-control bg-bg px-2.5 text-sm text-text placeholder:text-text-3 transition-colors focus-visible:outline-offset-0 focus-visible:border-accent pointer-coarse:h-11 pointer-coarse:text-[16px] aria-invalid:border-red'

interface FieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly error?: string | undefined
}

/** An input with its label, its help, and what is wrong with it. */
export function Field({ label, help, error, className, ...rest }: FieldProps) {
  const id = useId()
  const note = `${id}-note`
  const noted = Boolean(error ?? help)
  return (
    <div className={classes('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        aria-invalid={Boolean(error)}
        {...(noted && { 'aria-describedby': note })}
        className={inputClasses}
      />
      {noted && (
        <p id={note} className={classes('text-xs', error ? 'text-red-text' : 'text-text-3')}>
          {error ?? help}
        </p>
      )}
    </div>
  )
}

interface SearchFieldProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly shortcut?: string
  readonly className?: string
  readonly ref?: Ref<HTMLInputElement>
  readonly onKeyDown?: ComponentProps<'input'>['onKeyDown']
}

/** Search as you type; Escape empties it, then leaves it. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  shortcut,
  className,
  ref,
  onKeyDown,
}: SearchFieldProps) {
  return (
    <div className={classes('relative', className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-text-3"
      />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          onKeyDown?.(event)
          if (event.key !== 'Escape') return
          if (value === '') event.currentTarget.blur()
          else onChange('')
        }}
        autoComplete="off"
        spellCheck={false}
        className={classes(inputClasses, 'border-line-strong pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden')}
      />
      {value !== '' && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => onChange('')}
          className="absolute top-1/2 right-1.5 flex size-6 -translate-y-1/2 items-center justify-center rounded-sm text-text-3 hover:bg-hover hover:text-text"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
      {value === '' && shortcut && (
        <span className="pointer-events-none absolute top-1/2 right-2 flex -translate-y-1/2 pointer-coarse:hidden">
          <Keys>{shortcut}</Keys>
        </span>
      )}
    </div>
  )
}
