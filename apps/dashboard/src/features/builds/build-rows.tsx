import { Link } from '@tanstack/react-router'
import { BuildStatusLabel } from '../../components/status/build.tsx'
import { RelativeTime } from '../../components/ui/relative-time.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import type { BuildRow } from '../../lib/api/types.ts'
import { classes } from '../../lib/classes.ts'
import { BuildDuration } from './build-duration.tsx'
import { PlanPath } from './plan-path.tsx'

const columns =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 md:grid-cols-[7.5rem_minmax(0,1.2fr)_5rem_minmax(0,1fr)_5rem_6rem]'
const wide = 'max-md:hidden'
const heads = ['Status', 'Preview', 'Path', 'Result', 'Duration', 'Queued']

/** Builds as a table. */
export function BuildRows({ builds }: { readonly builds: readonly BuildRow[] }) {
  return (
    <table aria-label="Builds" className="block">
      <thead className={classes('block', wide)}>
        <tr className={classes(columns, 'h-8 border-b border-line text-xs text-text-3')}>
          {heads.map((head) => (
            <th
              key={head}
              scope="col"
              className={classes('font-normal', head === 'Duration' || head === 'Queued' ? 'text-right' : 'text-left')}
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block">
        {builds.map((build) => (
          <BuildItem key={build.id} build={build} />
        ))}
      </tbody>
    </table>
  )
}

function BuildItem({ build }: { readonly build: BuildRow }) {
  return (
    <tr
      className={classes(columns, 'relative min-h-10 border-b border-line hover:bg-hover max-md:min-h-14 max-md:py-2')}
    >
      <td className="max-md:order-3">
        <BuildStatusLabel status={build.status} />
      </td>
      <td className="min-w-0 truncate max-md:order-1">
        <Link
          to="/previews/$previewId/build"
          params={{ previewId: build.previewId }}
          search={{ build: build.id }}
          className="font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {build.projectId}
        </Link>{' '}
        <span className="text-text-3">
          / {build.previewName} · #{build.number} · v{build.version.number}
        </span>
      </td>
      <td className={wide}>
        <span className="relative">
          <PlanPath plan={build.plan} />
        </span>
      </td>
      <td className={classes(wide, 'min-w-0 truncate', build.fault ? 'text-red-text' : 'text-text-3')}>
        {build.fault?.message ?? build.recipe?.framework ?? ''}
      </td>
      <td className="text-right text-text-2 tabular-nums max-md:order-4">
        <BuildDuration build={build} />
      </td>
      <td className="text-right text-text-3 max-md:order-2">
        <RelativeTime at={build.queuedAt} look="age" />
      </td>
    </tr>
  )
}

const rows = ['a', 'b', 'c', 'd', 'e', 'f']

/** The table before it is there. */
export function BuildRowsSkeleton() {
  return (
    <div>
      <LoadingNote what="builds" />
      <div className={classes(wide, 'h-8 border-b border-line')} />
      {rows.map((row) => (
        <div key={row} className={classes(columns, 'h-10 border-b border-line max-md:h-14')}>
          <Skeleton className={classes(wide, 'h-3.5 w-20')} />
          <Skeleton className="h-3.5 w-48 max-w-full" />
          <Skeleton className={classes(wide, 'h-4 w-14')} />
          <Skeleton className={classes(wide, 'h-3.5 w-24')} />
          <Skeleton className={classes(wide, 'ml-auto h-3.5 w-10')} />
          <Skeleton className="ml-auto h-3.5 w-10" />
        </div>
      ))}
    </div>
  )
}
