/** What is charted: a table, so that another metric is one more line. */
import type { Sample } from '@kapsules/domain'
import { formatBytes, formatCount, formatRate, formatShare } from '../../lib/format/numbers.ts'
import type { Metric } from './series.ts'

export interface Line {
  readonly metric: Metric
  readonly name: string
}

export interface ChartSpec {
  readonly title: string
  readonly lines: readonly [Line, ...Line[]]
  readonly format: (value: number) => string
  /** The limit in the unit of the values; null where there is none. */
  readonly limit: (sample: Sample) => number | null
  /** Always reaches up to the limit, because the distance to it is what matters. */
  readonly showLimit: boolean
  /** Top of the axis when nothing is higher. */
  readonly least: number
  /** Counts in powers of 1024. */
  readonly binary?: boolean
  /** How the limit is said, where it is not said as the values are. */
  readonly limitText?: (limit: number) => string
}

const noLimit = () => null

/** The charts, what matters most first. */
export const chartSpecs: readonly ChartSpec[] = [
  {
    title: 'CPU',
    lines: [{ metric: 'cpus', name: 'CPU' }],
    format: formatShare,
    limit: (sample) => sample.cpuLimit,
    showLimit: false,
    least: 0.05,
    limitText: (cores) => (cores === 1 ? '1 core' : `${Number(cores.toFixed(2))} cores`),
  },
  {
    title: 'Memory',
    lines: [{ metric: 'memoryBytes', name: 'Memory' }],
    format: formatBytes,
    limit: (sample) => sample.memoryLimitBytes,
    showLimit: true,
    least: 1024 * 1024,
    binary: true,
  },
  {
    title: 'Network',
    lines: [
      { metric: 'networkRxPerSecond', name: 'In' },
      { metric: 'networkTxPerSecond', name: 'Out' },
    ],
    format: formatRate,
    limit: noLimit,
    showLimit: false,
    least: 1000,
  },
  {
    title: 'Block I/O',
    lines: [
      { metric: 'blockReadPerSecond', name: 'Read' },
      { metric: 'blockWritePerSecond', name: 'Write' },
    ],
    format: formatRate,
    limit: noLimit,
    showLimit: false,
    least: 1000,
  },
  {
    title: 'Processes',
    lines: [{ metric: 'pids', name: 'Processes' }],
    format: (value) => formatCount(Math.round(value)),
    limit: noLimit,
    showLimit: false,
    least: 4,
  },
  {
    title: 'CPU throttled',
    lines: [{ metric: 'throttledShare', name: 'Throttled' }],
    format: formatShare,
    limit: noLimit,
    showLimit: false,
    least: 0.05,
  },
]
