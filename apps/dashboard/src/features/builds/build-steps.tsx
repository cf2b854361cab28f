import type { BuildStep } from '@kapsules/domain'
import { ChevronRight, Info } from 'lucide-react'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { LogLines } from '../../components/log-viewer/log-lines.tsx'
import { StepMark } from '../../components/status/build.tsx'
import { Elapsed } from '../../components/ui/relative-time.tsx'
import { classes } from '../../lib/classes.ts'
import { formatNoun } from '../../lib/format/numbers.ts'
import { formatDuration } from '../../lib/format/times.ts'
import type { LogStore } from '../../lib/log/store.ts'
import { type BuildLog, outsideSteps } from './build-log.ts'
import { shortStepName } from './step-name.ts'

interface BuildStepsProps {
  readonly steps: readonly BuildStep[]
  readonly log: BuildLog
}

/** The steps of a build with their output inside; those that run or failed are open by themselves. */
export function BuildSteps({ steps, log }: BuildStepsProps) {
  const longest = Math.max(leastLongestMs, ...steps.map(spanOf))
  return (
    <ol className="overflow-hidden rounded-lg border border-line">
      <NotesItem store={log.step(outsideSteps)} />
      {steps.map((step) => (
        <StepItem key={step.index} step={step} store={log.step(step.index)} longest={longest} />
      ))}
    </ol>
  )
}

/** Bars compare steps that take time; below this none does. */
const leastLongestMs = 500

function spanOf({ startedAt, finishedAt }: BuildStep): number {
  return startedAt === null || finishedAt === null ? 0 : finishedAt - startedAt
}

interface StepItemProps {
  readonly step: BuildStep
  readonly store: LogStore
  readonly longest: number
}

function StepItem({ step, store, longest }: StepItemProps) {
  const quiet = step.name.startsWith('[internal]') || step.state === 'cached'
  const share = step.state === 'cached' ? 0 : spanOf(step) / longest
  return (
    <Fold
      mark={<StepMark state={step.state} />}
      name={
        <code title={step.name} className={classes('truncate font-mono text-xs', quiet ? 'text-text-3' : 'text-text')}>
          {shortStepName(step.name)}
        </code>
      }
      aside={
        <>
          <span aria-hidden className="hidden h-1 w-24 justify-end overflow-hidden rounded-full sm:flex">
            <span className="h-full rounded-full bg-line-strong" style={{ width: `${share * 100}%` }} />
          </span>
          <span className="w-20 text-right text-text-2 tabular-nums">
            <StepTime step={step} />
          </span>
        </>
      }
      openByItself={step.state === 'running' || step.state === 'failed'}
      store={store}
    />
  )
}

function StepTime({ step }: { readonly step: BuildStep }) {
  if (step.state === 'cached') return <span className="text-text-3">cached</span>
  if (step.startedAt === null) return null
  if (step.state === 'running') return <Elapsed from={step.startedAt} until={null} />
  return step.finishedAt === null ? null : formatDuration(step.finishedAt - step.startedAt)
}

/** What Kapsules itself says about the build, outside any step. */
function NotesItem({ store }: { readonly store: LogStore }) {
  useSyncExternalStore(store.subscribe, store.version)
  if (store.buffer.rows.length === 0) return null
  return (
    <Fold
      mark={<Info aria-hidden className="size-3.5 text-text-3" />}
      name={<span className="text-text-2">Notes</span>}
      aside={<span className="text-xs text-text-3">{formatNoun(store.buffer.rows.length, 'line')}</span>}
      openByItself={false}
      store={store}
    />
  )
}

interface FoldProps {
  readonly mark: ReactNode
  readonly name: ReactNode
  readonly aside: ReactNode
  readonly openByItself: boolean
  readonly store: LogStore
}

const look = { wrap: true, time: 'hidden', search: '' } as const

function Fold({ mark, name, aside, openByItself, store }: FoldProps) {
  useSyncExternalStore(store.subscribe, store.version)
  const [wish, setWish] = useState<boolean | null>(null)
  const lines = store.buffer.rows.length
  const open = lines > 0 && (wish ?? openByItself)
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        aria-expanded={open}
        disabled={lines === 0}
        onClick={() => setWish(!open)}
        className="flex min-h-9 w-full items-center gap-2.5 px-3 text-left enabled:hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-11"
      >
        <ChevronRight
          aria-hidden
          className={classes(
            'size-3.5 shrink-0 text-text-3 transition-transform',
            open && 'rotate-90',
            lines === 0 && 'invisible',
          )}
        />
        {mark}
        <span className="flex min-w-0 flex-1">{name}</span>
        <span className="flex shrink-0 items-center gap-3">{aside}</span>
      </button>
      {open && (
        <LogLines
          buffer={store.buffer}
          label="Output of this step"
          look={look}
          className="max-h-80 border-t border-line bg-sunken py-1"
        />
      )}
    </li>
  )
}
