import { Activity } from 'lucide-react'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { LoadFault, MoreButton } from '../../components/ui/load-fault.tsx'
import { LoadingNote } from '../../components/ui/skeleton.tsx'
import { EventList, EventListSkeleton } from './event-list.tsx'
import { useEvents } from './use-events.ts'

interface EventFeedProps {
  readonly previewId?: string
  readonly projectOf?: (previewId: string) => string | undefined
}

/** A whole timeline: live at the top, older pages at the end. */
export function EventFeed({ previewId, projectOf }: EventFeedProps) {
  const query = useEvents(previewId)
  const { events } = query
  if (!query.data) {
    return query.error ? (
      <LoadFault title="The events could not be read" query={query} />
    ) : (
      <>
        <LoadingNote what="events" />
        <EventListSkeleton />
      </>
    )
  }
  if (events.length === 0) {
    return (
      <EmptyState icon={Activity} title="Nothing has happened yet">
        Deploys, restarts, stops and failures are written down here as they happen.
      </EmptyState>
    )
  }
  return (
    <>
      <EventList events={events} byDay {...(projectOf && { projectOf })} />
      <MoreButton query={query} />
    </>
  )
}
