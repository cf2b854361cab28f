import { useState } from 'react'
import {
  Area,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { formatClock } from '../../lib/format/times.ts'
import { timeTicks, valueTicks } from './ticks.ts'

export interface ChartLine {
  readonly key: string
  readonly name: string
}

/** Something that happened at a time. */
export interface ChartMarker {
  readonly at: number
  readonly label: string
  readonly tone: 'calm' | 'bad'
}

export interface TimeChartProps {
  readonly points: readonly { readonly at: number }[]
  readonly lines: readonly ChartLine[]
  readonly from: number
  readonly to: number
  /** Top of the axis. */
  readonly top: number
  readonly base?: 1000 | 1024
  readonly limit: number | null
  readonly format: (value: number) => string
  readonly markers: readonly ChartMarker[]
  /** Charts of one group share their crosshair. */
  readonly group: string
  readonly onZoom: (span: { readonly from: number; readonly to: number } | null) => void
}

const colours = ['var(--accent)', 'var(--grey)'] as const
const axisText = { fontSize: 11, fill: 'var(--text-3)' }
/** A drag shorter than this is a click. */
const shortestZoomMs = 3_000

/** Values over time, to be set beside others of the same span. Drag to zoom, double click to leave. */
export default function TimeChart(props: TimeChartProps) {
  const { points, lines, from, to, top, base = 1000, limit, format, markers, group, onZoom } = props
  const { drag, handlers } = useDragZoom(onZoom)
  const ticks = valueTicks(top, base)
  return (
    <div className="h-full select-none">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={[...points]}
          syncId={group}
          syncMethod="value"
          margin={{ top: 6, right: 14, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          {...handlers}
        >
          <XAxis
            dataKey="at"
            type="number"
            domain={[from, to]}
            ticks={timeTicks(from, to)}
            allowDataOverflow
            tickFormatter={(at: number) => formatClock(at).slice(0, to - from <= 180_000 ? 8 : 5)}
            tick={axisText}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
            height={22}
          />
          <YAxis
            domain={[0, ticks.at(-1) ?? top]}
            ticks={ticks}
            tickFormatter={format}
            tick={axisText}
            tickLine={false}
            axisLine={false}
            width={58}
          />
          {ticks.slice(1).map((tick) => (
            <ReferenceLine key={tick} y={tick} stroke="var(--line)" />
          ))}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--line-control)', strokeDasharray: '3 3' }}
            content={({ active, payload, label }) =>
              active && payload && payload.length > 0 ? (
                <Readout
                  at={Number(label)}
                  values={payload
                    .filter(({ value }) => typeof value === 'number')
                    .map(({ name, value }) => ({ name: String(name), text: format(Number(value)) }))}
                />
              ) : null
            }
          />
          {lines.map(({ key, name }, index) =>
            index === 0 ? (
              <Area key={key} dataKey={key} name={name} fill={colours[0]} fillOpacity={0.1} {...stroke(colours[0])} />
            ) : (
              <Line key={key} dataKey={key} name={name} {...stroke(colours[1])} />
            ),
          )}
          {limit !== null && <ReferenceLine y={limit} stroke="var(--red)" strokeDasharray="4 3" ifOverflow="hidden" />}
          {markers.map(markerLine)}
          {drag && <ReferenceArea x1={drag.from} x2={drag.to} fill="var(--accent)" fillOpacity={0.12} />}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  )
}

/** How every line is drawn: gaps stay gaps, and live data does not dance. */
function stroke(colour: string) {
  return {
    type: 'linear',
    stroke: colour,
    strokeWidth: 1.5,
    dot: false,
    activeDot: { r: 3, strokeWidth: 0 },
    connectNulls: false,
    isAnimationActive: false,
  } as const
}

function markerLine({ at, label, tone }: ChartMarker) {
  return (
    <ReferenceLine
      key={at}
      x={at}
      stroke={tone === 'bad' ? 'var(--red)' : 'var(--grey)'}
      strokeDasharray="2 2"
      ifOverflow="hidden"
      label={{
        value: label,
        position: 'insideTopLeft',
        fontSize: 10,
        fill: tone === 'bad' ? 'var(--red-text)' : 'var(--text-3)',
      }}
    />
  )
}

interface Pointed {
  readonly activeLabel?: string | number | undefined
}

/** A drag over the chart becomes a span; a double click means all of it again. */
function useDragZoom(onZoom: TimeChartProps['onZoom']) {
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null)
  const handlers = {
    onMouseDown({ activeLabel }: Pointed) {
      const at = Number(activeLabel)
      if (at > 0) setDrag({ from: at, to: at })
    },
    onMouseMove({ activeLabel }: Pointed) {
      const at = Number(activeLabel)
      if (drag && at > 0) setDrag({ ...drag, to: at })
    },
    onMouseUp() {
      if (drag && Math.abs(drag.to - drag.from) >= shortestZoomMs)
        onZoom({ from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) })
      setDrag(null)
    },
    onMouseLeave: () => setDrag(null),
    onDoubleClick: () => onZoom(null),
  }
  return { drag, handlers }
}

interface ReadoutProps {
  readonly at: number
  readonly values: readonly { readonly name: string; readonly text: string }[]
}

/** The values under the crosshair. */
function Readout({ at, values }: ReadoutProps) {
  return (
    <div className="rounded-md bg-raised px-2 py-1 text-xs shadow-float">
      <p className="text-text-3">{formatClock(at)}</p>
      {values.length === 0 && <p className="text-text-3">no data</p>}
      {values.map(({ name, text }) => (
        <p key={name} className="flex justify-between gap-3">
          <span className="text-text-2">{name}</span>
          <span className="font-medium">{text}</span>
        </p>
      ))}
    </div>
  )
}
