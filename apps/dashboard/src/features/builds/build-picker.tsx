import { BuildStatusLabel, buildStatusWord } from '../../components/status/build.tsx'
import { inputClasses } from '../../components/ui/field.tsx'
import { RelativeTime } from '../../components/ui/relative-time.tsx'
import type { BuildRow } from '../../lib/api/types.ts'
import { classes } from '../../lib/classes.ts'
import { BuildDuration } from './build-duration.tsx'

interface BuildPickerProps {
  readonly builds: readonly BuildRow[]
  readonly current: string
  readonly onPick: (buildId: string) => void
  readonly className?: string
}

/** The builds of a preview: a list beside the open one, a choice above it where room is short. */
export function BuildPicker({ builds, current, onPick, className }: BuildPickerProps) {
  if (builds.length < 2) return <div className={classes('max-lg:hidden', className)} />
  return (
    <nav aria-label="Builds" className={className}>
      <label className="block lg:hidden">
        <span className="sr-only">Build</span>
        <select value={current} onChange={(event) => onPick(event.target.value)} className={inputClasses}>
          {builds.map(({ id, number, status, version }) => (
            <option key={id} value={id}>
              Build {number} · version {version.number} · {buildStatusWord(status)}
            </option>
          ))}
        </select>
      </label>
      <ul className="hidden max-h-[70dvh] flex-col gap-0.5 overflow-y-auto lg:flex">
        {builds.map((build) => (
          <li key={build.id}>
            <button
              type="button"
              aria-current={build.id === current}
              onClick={() => onPick(build.id)}
              className="w-full rounded-md px-2.5 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2 aria-[current=true]:bg-active"
            >
              <span className="flex items-center justify-between gap-2">
                <span className="font-medium">Build {build.number}</span>
                <span className="text-xs">
                  <BuildStatusLabel status={build.status} />
                </span>
              </span>
              <span className="flex justify-between gap-2 text-xs text-text-3">
                <span>
                  v{build.version.number} · {build.plan.path}
                </span>
                <span>
                  {build.finishedAt === null ? <BuildDuration build={build} /> : <RelativeTime at={build.queuedAt} />}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
