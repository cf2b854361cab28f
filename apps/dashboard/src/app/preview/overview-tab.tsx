import { Link, useNavigate } from '@tanstack/react-router'
import { Section } from '../../components/ui/page.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { useBuildActions } from '../../features/builds/use-build-actions.ts'
import { EventList, EventListSkeleton } from '../../features/events/event-list.tsx'
import { markersOf } from '../../features/events/event-look.ts'
import { useEvents } from '../../features/events/use-events.ts'
import { HealthStrip } from '../../features/health/health-strip.tsx'
import { InstanceList } from '../../features/preview/instance-list.tsx'
import { PreviewFacts } from '../../features/preview/preview-facts.tsx'
import { PreviewFault } from '../../features/preview/preview-fault.tsx'
import { chartSpecs } from '../../features/usage/chart-specs.ts'
import { LiveUsage } from '../../features/usage/live-usage.tsx'
import { usePreview } from '../../lib/previews/use-preview.ts'

const eventsShown = 6
const instancesShown = 4

/** What matters now: the failure first if there is one, then how it does, and what happened lately. */
export function OverviewTab() {
  const { previewId, detail } = usePreview()
  const { events, data: eventPages } = useEvents(previewId)
  const navigate = useNavigate()
  const { retry, retrying } = useBuildActions(detail?.latestBuild?.id ?? '', (build) => {
    void navigate({ to: '/previews/$previewId/build', params: { previewId }, search: { build: build.id } })
  })
  if (!detail) return <OverviewSkeleton />
  const more = 'rounded-sm hover:text-text hover:underline'
  return (
    <div className="flex flex-col gap-8">
      <PreviewFault preview={detail} onRebuild={retry} rebuilding={retrying} />
      <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="flex min-w-0 flex-col gap-8">
          <HealthStrip previewId={previewId} healthSince={detail.healthSince} />
          <Section
            title="Usage, last 5 minutes"
            aside={
              <Link to="/previews/$previewId/metrics" params={{ previewId }} className={more}>
                All metrics
              </Link>
            }
          >
            <LiveUsage
              previewId={previewId}
              running={detail.liveInstanceId !== null}
              specs={chartSpecs.slice(0, 4)}
              spanMs={300_000}
              markers={markersOf(events)}
              className="sm:grid-cols-2"
            />
          </Section>
        </div>
        <Section title="Details">
          <PreviewFacts preview={detail} />
        </Section>
      </div>
      <div className="grid gap-x-12 gap-y-8 lg:grid-cols-2">
        <Section
          title="Recent events"
          aside={
            <Link to="/previews/$previewId/events" params={{ previewId }} className={more}>
              All events
            </Link>
          }
        >
          {eventPages ? <EventList events={events.slice(0, eventsShown)} /> : <EventListSkeleton />}
        </Section>
        <Section title="Instances">
          <InstanceList instances={detail.instances} shown={instancesShown} />
        </Section>
      </div>
    </div>
  )
}

function OverviewSkeleton() {
  return (
    <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <LoadingNote what="overview" />
      <div className="flex flex-col gap-8">
        <Skeleton className="h-13 w-full" />
        <div className="grid gap-5 sm:grid-cols-2">
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
        </div>
      </div>
      <Skeleton className="h-60" />
    </div>
  )
}
