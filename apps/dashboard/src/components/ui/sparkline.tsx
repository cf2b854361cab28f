import { classes } from '../../lib/classes.ts'

interface SparklineProps {
  /** Oldest first; null is a gap. */
  readonly values: readonly (number | null)[]
  /** The value at the top edge. */
  readonly top: number
  readonly capacity: number
  readonly tone?: 'calm' | 'warn' | 'full'
  readonly className?: string
}

const width = 64
const height = 20
/** Under it an area would be a bar. */
const leastForArea = 6
const tones = { calm: 'var(--accent)', warn: 'var(--amber)', full: 'var(--red)' } as const

/** The last moments of a number, drawn against its limit. Says nothing that the number beside it does not. */
export function Sparkline({ values, top, capacity, tone = 'calm', className }: SparklineProps) {
  const step = width / Math.max(1, capacity - 1)
  const offset = width - (values.length - 1) * step
  const y = (value: number) => height - 1 - Math.min(1, top > 0 ? value / top : 0) * (height - 2)
  let pen = 'M'
  let line = ''
  values.forEach((value, index) => {
    if (value === null) {
      pen = 'M'
      return
    }
    line += `${pen}${(offset + index * step).toFixed(1)} ${y(value).toFixed(1)}`
    pen = 'L'
  })
  const first = values.findIndex((value) => value !== null)
  const solid = first >= 0 && !values.slice(first).includes(null)
  return (
    <svg
      aria-hidden
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className={classes('shrink-0 overflow-visible', className)}
    >
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
      {solid && values.length - first > leastForArea && (
        <path
          d={`${line}L${width} ${height}L${(offset + first * step).toFixed(1)} ${height}Z`}
          fill={tones[tone]}
          opacity="0.12"
        />
      )}
      <path d={line} fill="none" stroke={tones[tone]} strokeWidth="1.25" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}
