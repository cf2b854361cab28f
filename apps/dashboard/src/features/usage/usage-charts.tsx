import type { Sample } from '@kapsules/domain'
import { lazy, Suspense, useMemo } from 'react'
import type { ChartMarker } from '../../components/charts/time-chart.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { classes } from '../../lib/classes.ts'
import { fetchPart } from '../../lib/fetch-part.ts'
import type { ChartSpec } from './chart-specs.ts'
import { type Point, toPoints } from './series.ts'

const TimeChart = lazy(() => fetchPart(() => import('../../components/charts/time-chart.tsx')))

export interface Span {
  readonly from: number
  readonly to: number
}

interface UsageChartsProps {
  readonly samples: readonly Sample[]
  readonly specs: readonly ChartSpec[]
  readonly span: Span
  readonly markers: readonly ChartMarker[]
  readonly onZoom: (span: Span | null) => void
  readonly className?: string
}

/** More points than this do not show. */
const pointsShown = 240

/** Small charts side by side, with one time axis and one crosshair. */
export function UsageCharts({ samples, specs, span, markers, onZoom, className }: UsageChartsProps) {
  const { from, to } = span
  const points = useMemo(
    () => toPoints(samples, from, to, Math.max(1000, Math.ceil((to - from) / pointsShown / 500) * 500)),
    [samples, from, to],
  )
  const latest = samples.at(-1)
  return (
    <div className={className}>
      {specs.map((spec) => (
        <UsageChart
          key={spec.title}
          spec={spec}
          points={points}
          latest={latest}
          span={span}
          markers={markers}
          onZoom={onZoom}
        />
      ))}
    </div>
  )
}

interface UsageChartProps {
  readonly spec: ChartSpec
  readonly points: readonly Point[]
  readonly latest: Sample | undefined
  readonly span: Span
  readonly markers: readonly ChartMarker[]
  readonly onZoom: (span: Span | null) => void
}

function UsageChart({ spec, points, latest, span, markers, onZoom }: UsageChartProps) {
  const limit = latest ? spec.limit(latest) : null
  const highest = Math.max(spec.least, ...points.flatMap((point) => spec.lines.map(({ metric }) => point[metric] ?? 0)))
  const top = topOf(spec, highest, limit)
  return (
    <figure className="min-w-0" aria-label={`${spec.title} over time`}>
      <figcaption className="flex h-6 items-center gap-2">
        <span className="font-medium">{spec.title}</span>
        {limit !== null && <span className="text-xs text-text-3">limit {limitText(spec, limit)}</span>}
        <span className="ml-auto flex gap-3">
          {spec.lines.map(({ metric, name }, index) => (
            <span key={metric} className="flex items-center gap-1.5">
              {spec.lines.length > 1 && (
                <span className="flex items-center gap-1 text-xs text-text-3">
                  <span aria-hidden className={classes('h-0.5 w-2.5', index === 0 ? 'bg-accent' : 'bg-grey')} />
                  {name}
                </span>
              )}
              <span className="font-medium">{latest ? spec.format(latest[metric]) : '–'}</span>
            </span>
          ))}
        </span>
      </figcaption>
      <div className="mt-1 h-34">
        <Suspense fallback={<Skeleton className="h-full w-full" />}>
          <TimeChart
            points={points}
            lines={spec.lines.map(({ metric, name }) => ({ key: metric, name }))}
            from={span.from}
            to={span.to}
            top={top}
            base={spec.binary ? 1024 : 1000}
            limit={limit}
            format={spec.format}
            markers={labelled(markers, span)}
            group="usage"
            onZoom={onZoom}
          />
        </Suspense>
      </div>
    </figure>
  )
}

/** Labels closer than this share of the span would stand over each other. */
const labelRoom = 0.16

/** The markers of a span, with labels only where there is room for them. */
function labelled(markers: readonly ChartMarker[], { from, to }: Span): ChartMarker[] {
  let freeFrom = from
  return markers
    .filter(({ at }) => at >= from && at <= to)
    .toSorted((one, other) => one.at - other.at)
    .map((marker) => {
      const fits = marker.at >= freeFrom && marker.at <= to - (to - from) * labelRoom
      if (fits) freeFrom = marker.at + (to - from) * labelRoom
      return fits ? marker : { ...marker, label: '' }
    })
}

/** Where the axis ends: at the limit if that is what matters or what was reached, else a little above the highest value. */
function topOf(spec: ChartSpec, highest: number, limit: number | null): number {
  if (limit === null) return highest * 1.1
  if (spec.showLimit) return Math.max(limit, highest)
  return highest <= limit * 1.05 ? Math.min(limit, highest * 1.1) : highest * 1.1
}

function limitText(spec: ChartSpec, limit: number): string {
  return spec.limitText?.(limit) ?? spec.format(limit)
}
