import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Page } from '../../components/ui/page.tsx'
import { previewsQuery } from '../../lib/previews/cache.ts'
import { useTitle } from '../../lib/use-title.ts'
import { EventFeed } from './event-feed.tsx'

/** Everything that happens to all previews. */
export function EventsPage() {
  useTitle('Events')
  const { data } = useQuery(previewsQuery)
  const projects = useMemo(() => new Map(data?.map(({ id, projectId }) => [id, projectId])), [data])
  return (
    <Page title="Events" lead="Who or what did which thing, and why.">
      <EventFeed projectOf={(previewId) => projects.get(previewId)} />
    </Page>
  )
}
