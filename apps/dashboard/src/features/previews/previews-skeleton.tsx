import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { classes } from '../../lib/classes.ts'
import { columns, fromHuge, fromLarge } from './preview-row.tsx'

const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The list before it is there, in the shape it will have. */
export function PreviewsSkeleton({ wide }: { readonly wide: boolean }) {
  return (
    <div className="h-full overflow-hidden">
      <LoadingNote what="previews" />
      <div className="flex h-12 items-center gap-2 px-4 sm:px-5">
        <Skeleton className="h-8 w-40 sm:w-64" />
        <Skeleton className="h-7 w-20 rounded-full" />
        <Skeleton className="h-7 w-20 rounded-full max-sm:hidden" />
      </div>
      <div className="sm:px-2">
        {wide && <div className="h-8 border-b border-line" />}
        {rows.map((row) =>
          wide ? (
            <div key={row} className={classes(columns, 'h-10 items-center border-b border-line px-3')}>
              <Skeleton className="h-3.5 w-44" />
              <Skeleton className="h-3.5 w-16" />
              <Skeleton className="h-3.5 w-16" />
              <span className={fromLarge}>
                <Skeleton className="h-3.5 w-40" />
              </span>
              <Skeleton className="h-4 w-28" />
              <Skeleton className="h-4 w-32" />
              <span className={fromHuge}>
                <Skeleton className="h-3.5 w-16" />
              </span>
            </div>
          ) : (
            <div key={row} className="flex h-26 flex-col justify-center gap-3 border-b border-line px-4">
              <Skeleton className="h-3.5 w-44" />
              <Skeleton className="h-3 w-56" />
              <Skeleton className="h-4 w-full" />
            </div>
          ),
        )}
      </div>
    </div>
  )
}
