import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { classes } from '../../lib/classes.ts'
import { columns, fromHuge, fromLarge } from './preview-row.tsx'

const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The list before it is there, in the shape it will have. */
export function PreviewsSkeleton({ wide }: { readonly wide: boolean }) {
  return (
    <div className="h-full overflow-hidden">
      <LoadingNote what="previews" />
      <div className="flex flex-col gap-2 px-4 py-2 sm:px-5 md:h-12 md:flex-row md:items-center md:py-0">
        <Skeleton className="h-8 pointer-coarse:h-11 md:w-64" />
        <span className="flex gap-1.5 py-1">
          <Skeleton className="h-7 w-20 rounded-full pointer-coarse:h-9" />
          <Skeleton className="h-7 w-20 rounded-full pointer-coarse:h-9" />
        </span>
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
              <Skeleton className="h-4 w-28 max-w-full" />
              <Skeleton className="h-4 w-32 max-w-full" />
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
