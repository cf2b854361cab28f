import { Link } from '@tanstack/react-router'
import { RelativeTime } from '../../components/ui/relative-time.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import type { EventRow } from '../../lib/api/types.ts'
import { classes } from '../../lib/classes.ts'
import { formatDate } from '../../lib/format/times.ts'
import { useMe } from '../../lib/session/me.ts'
import { actorText, eventLook } from './event-look.ts'

interface EventListProps {
  readonly events: readonly EventRow[]
  /** The project of a preview, to be named beside its events; absent where all are of one preview. */
  readonly projectOf?: (previewId: string) => string | undefined
  /** Headings for days. */
  readonly byDay?: boolean
}

/** A timeline, newest first. */
export function EventList({ events, projectOf, byDay = false }: EventListProps) {
  return (
    <ol className="flex flex-col">
      {events.map((event, index) => {
        const day = new Date(event.at).toDateString()
        const before = events[index - 1]
        const newDay = byDay && (!before || new Date(before.at).toDateString() !== day)
        return (
          <li key={event.id}>
            {newDay && (
              <h2 className={classes('pb-1 text-xs font-medium text-text-3', index > 0 && 'pt-5')}>
                {dayText(event.at)}
              </h2>
            )}
            <EventItem event={event} projectOf={projectOf} />
          </li>
        )
      })}
    </ol>
  )
}

interface EventItemProps {
  readonly event: EventRow
  readonly projectOf: EventListProps['projectOf'] | undefined
}

function EventItem({ event, projectOf }: EventItemProps) {
  const me = useMe()
  const { icon: Icon, colour } = eventLook(event)
  const actor = actorText(event.actor, me)
  return (
    <div className="flex items-start gap-2.5 py-1.5">
      <Icon aria-hidden className={classes('mt-0.5 size-4 shrink-0', colour)} strokeWidth={1.75} />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {projectOf && event.previewId !== null && (
          <EventSubject previewId={event.previewId} project={projectOf(event.previewId)} />
        )}
        {event.message}
        {actor && <span className="text-text-3"> by {actor}</span>}
      </p>
      <span className="shrink-0 text-xs leading-5 text-text-3">
        <RelativeTime at={event.at} />
      </span>
    </div>
  )
}

function EventSubject({ previewId, project }: { readonly previewId: string; readonly project: string | undefined }) {
  if (project === undefined) return <span className="mr-1.5 text-text-3">deleted preview</span>
  return (
    <Link
      to="/previews/$previewId"
      params={{ previewId }}
      className="mr-1.5 rounded-sm font-medium hover:text-accent-text hover:underline"
    >
      {project}
    </Link>
  )
}

function dayText(at: number): string {
  const today = new Date().setHours(0, 0, 0, 0)
  if (at >= today) return 'Today'
  return at >= today - 86_400_000 ? 'Yesterday' : formatDate(at)
}

const rows = ['a', 'b', 'c', 'd', 'e', 'f']

/** A timeline before it is there. */
export function EventListSkeleton() {
  return (
    <div className="flex flex-col">
      {rows.map((row) => (
        <div key={row} className="flex h-8 items-center gap-2.5">
          <Skeleton className="size-4 rounded-full" />
          <Skeleton className="h-3.5 w-2/3 max-w-96" />
          <Skeleton className="ml-auto h-3 w-14" />
        </div>
      ))}
    </div>
  )
}
