import { EventFeed } from '../../features/events/event-feed.tsx'
import { usePreviewId } from '../../lib/previews/use-preview.ts'

/** What happened to this preview. */
export function EventsTab() {
  return <EventFeed previewId={usePreviewId()} />
}
