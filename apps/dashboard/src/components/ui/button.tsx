import { LoaderCircle, type LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { classes } from '../../lib/classes.ts'
import { Hint } from './hint.tsx'

type Look = 'primary' | 'secondary' | 'ghost' | 'danger' | 'quiet-danger'

const looks: Record<Look, string> = {
  primary: 'bg-ink text-on-ink hover:bg-ink-hover border-transparent',
  secondary: 'bg-raised text-text border-line-strong hover:bg-hover shadow-soft',
  ghost: 'bg-transparent text-text-2 border-transparent hover:bg-hover hover:text-text',
  'quiet-danger': 'bg-raised text-red-text border-line-strong hover:bg-red-tint shadow-soft',
  danger: 'bg-red-ink text-white border-transparent hover:brightness-110',
}

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border text-sm font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:opacity-50 disabled:pointer-events-none'

/** Classes of a button, for links that look like one. */
export function buttonClasses(look: Look = 'secondary', className?: string): string {
  return classes(base, 'h-8 px-3 pointer-coarse:min-h-11', looks[look], className)
}

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look
  readonly icon?: LucideIcon
  /** What it started is under way: it cannot be pressed again, and says so. */
  readonly pending?: boolean
}

/** Something to press. */
export function Button({ look = 'secondary', icon: Icon, pending = false, className, children, ...rest }: ButtonProps) {
  const Shown = pending ? LoaderCircle : Icon
  return (
    <button
      type="button"
      aria-busy={pending}
      {...rest}
      disabled={rest.disabled || pending}
      className={buttonClasses(look, className)}
    >
      {Shown && <Shown aria-hidden className={classes('size-3.5', pending && 'animate-spin')} strokeWidth={2} />}
      {children}
    </button>
  )
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  /** What it does; read out, and shown on hover. */
  readonly label: string
  readonly icon: LucideIcon
  readonly shortcut?: ReactNode
  readonly look?: Look
  readonly hintSide?: 'top' | 'bottom' | 'left' | 'right'
}

/** A button that is only an icon; its label is read out and shown on hover. */
export function IconButton({
  label,
  icon: Icon,
  shortcut,
  look = 'ghost',
  hintSide,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Hint label={label} shortcut={shortcut} {...(hintSide && { side: hintSide })}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={classes(base, 'size-8 pointer-coarse:min-h-11 pointer-coarse:min-w-11', looks[look], className)}
      >
        <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      </button>
    </Hint>
  )
}
