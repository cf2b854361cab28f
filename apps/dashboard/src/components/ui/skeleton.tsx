import { classes } from '../../lib/classes.ts'

/** The shape of something that is still on its way. Hidden from screen readers: what waits says so once. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={classes('block rounded-sm bg-active animate-breathe', className)} />
}

/** Says to screen readers that something is being loaded. */
export function LoadingNote({ what }: { readonly what: string }) {
  return (
    <p role="status" className="sr-only">
      Loading {what}
    </p>
  )
}
