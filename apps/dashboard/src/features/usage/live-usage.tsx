import { useState } from 'react'
import type { ChartMarker } from '../../components/charts/time-chart.tsx'
import { Button } from '../../components/ui/button.tsx'
import { FaultCard } from '../../components/ui/fault-card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { classes } from '../../lib/classes.ts'
import { useNow } from '../../lib/live/clock.ts'
import type { ChartSpec } from './chart-specs.ts'
import { type Span, UsageCharts } from './usage-charts.tsx'
import { useLiveSamples } from './use-live-samples.ts'

interface LiveUsageProps {
  readonly previewId: string
  readonly running: boolean
  readonly specs: readonly ChartSpec[]
  readonly spanMs: number
  readonly markers: readonly ChartMarker[]
  readonly className?: string
}

/** Charts that move on with the time, until somebody zooms in. */
export function LiveUsage({ previewId, running, specs, spanMs, markers, className }: LiveUsageProps) {
  const { samples, ready, fault } = useLiveSamples(previewId)
  const now = useNow(1000)
  const [zoom, setZoom] = useState<Span | null>(null)
  const grid = classes('grid gap-x-6 gap-y-5', className)
  if (fault && samples.length === 0) return <FaultCard title="Usage could not be read" fault={fault} />
  if (samples.length === 0) {
    return ready || !running ? (
      <p className="rounded-lg border border-dashed border-line-strong px-4 py-10 text-center text-text-3">
        {running ? 'The first numbers are about to come.' : 'Nothing runs, so nothing is used.'}
      </p>
    ) : (
      <div className={grid}>
        {specs.map(({ title }) => (
          <Skeleton key={title} className="h-40" />
        ))}
      </div>
    )
  }
  return (
    <div>
      {zoom && (
        <p className="mb-2 flex items-center justify-between gap-3 rounded-md bg-accent-tint py-1 pr-1 pl-3 text-accent-text">
          Zoomed in; the charts stand still.
          <Button look="ghost" onClick={() => setZoom(null)}>
            Back to live
          </Button>
        </p>
      )}
      <UsageCharts
        samples={samples}
        specs={specs}
        span={zoom ?? { from: now - spanMs, to: now }}
        markers={markers}
        onZoom={setZoom}
        className={grid}
      />
    </div>
  )
}
