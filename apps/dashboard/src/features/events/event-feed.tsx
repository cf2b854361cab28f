import { Activity } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { FaultCard } from '../../components/ui/fault-card.tsx'
import { LoadingNote } from '../../components/ui/skeleton.tsx'
import { faultOf } from '../../lib/api/faults.ts'
import { EventList, EventListSkeleton } from './event-list.tsx'
import { useEvents } from './use-events.ts'

interface EventFeedProps {
  readonly previewId?: string
  readonly projectOf?: (previewId: string) => string | undefined
}

/** A whole timeline: live at the top, older pages at the end. */
export function EventFeed({ previewId, projectOf }: EventFeedProps) {
  const { events, data, error, refetch, isFetching, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useEvents(previewId)
  if (!data) {
    return error ? (
      <FaultCard
        title="The events could not be read"
        fault={faultOf(error)}
        actions={
          <Button pending={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
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
      {hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </>
  )
}
