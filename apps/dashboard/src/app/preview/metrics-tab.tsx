import { useNavigate, useSearch } from '@tanstack/react-router'
import { Segmented } from '../../components/ui/chip.tsx'
import { Section } from '../../components/ui/page.tsx'
import { markersOf } from '../../features/events/event-look.ts'
import { useEvents } from '../../features/events/use-events.ts'
import { HealthStrip } from '../../features/health/health-strip.tsx'
import { chartSpecs } from '../../features/usage/chart-specs.ts'
import { LiveUsage } from '../../features/usage/live-usage.tsx'
import { usePreview } from '../../lib/previews/use-preview.ts'

const spans = [
  { value: '1m', label: '1 min', ms: 60_000 },
  { value: '5m', label: '5 min', ms: 300_000 },
  { value: '15m', label: '15 min', ms: 900_000 },
] as const
const usual = spans[1]

/** What it uses, over time. */
export function MetricsTab() {
  const { previewId, summary } = usePreview()
  const { span: wanted } = useSearch({ from: '/frame/previews/$previewId/metrics' })
  const navigate = useNavigate({ from: '/previews/$previewId/metrics' })
  const { events } = useEvents(previewId)
  const span = spans.find(({ value }) => value === wanted) ?? usual
  return (
    <div className="flex flex-col gap-8">
      <Section
        title="Usage"
        aside={
          <Segmented
            label="Time span"
            value={span.value}
            options={spans}
            onChange={(next) => void navigate({ search: { span: next }, replace: true })}
          />
        }
      >
        <LiveUsage
          previewId={previewId}
          running={summary?.liveInstanceId != null}
          specs={chartSpecs}
          spanMs={span.ms}
          markers={markersOf(events)}
          className="md:grid-cols-2 xl:grid-cols-3"
        />
      </Section>
      <HealthStrip previewId={previewId} healthSince={summary?.healthSince ?? 0} />
    </div>
  )
}
