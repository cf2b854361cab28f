import type { BuildStatus, BuildStep } from '@kapsules/domain'
import { Ban, CircleCheck, CircleDashed, CircleX, LoaderCircle, type LucideIcon, Replace, Zap } from 'lucide-react'
import { classes } from '../../lib/classes.ts'

interface Look {
  readonly word: string
  readonly icon: LucideIcon
  readonly colour: string
}

const statuses: Record<BuildStatus, Look> = {
  queued: { word: 'Queued', icon: CircleDashed, colour: 'text-blue-text' },
  running: { word: 'Running', icon: LoaderCircle, colour: 'text-blue-text' },
  succeeded: { word: 'Succeeded', icon: CircleCheck, colour: 'text-green-text' },
  failed: { word: 'Failed', icon: CircleX, colour: 'text-red-text' },
  cancelled: { word: 'Cancelled', icon: Ban, colour: 'text-text-3' },
  superseded: { word: 'Superseded', icon: Replace, colour: 'text-text-3' },
}

const steps: Record<BuildStep['state'], Look> = {
  running: { word: 'Running', icon: LoaderCircle, colour: 'text-blue-text' },
  done: { word: 'Done', icon: CircleCheck, colour: 'text-green-text' },
  cached: { word: 'Cached', icon: Zap, colour: 'text-text-3' },
  failed: { word: 'Failed', icon: CircleX, colour: 'text-red-text' },
  cancelled: { word: 'Cancelled', icon: Ban, colour: 'text-text-3' },
}

function Mark({ look, moving }: { readonly look: Look; readonly moving: boolean }) {
  const Icon = look.icon
  return (
    <Icon
      aria-hidden
      className={classes('size-3.5 shrink-0', moving && Icon === LoaderCircle && 'animate-spin')}
      strokeWidth={2.25}
    />
  )
}

interface BuildStatusLabelProps {
  readonly status: BuildStatus
  /** False where the word stands for the state in general, not for a build that is in it. */
  readonly moving?: boolean
}

/** The status of a build: icon, word, colour. */
export function BuildStatusLabel({ status, moving = true }: BuildStatusLabelProps) {
  const look = statuses[status]
  return (
    <span className={classes('inline-flex items-center gap-1.5 align-top font-medium whitespace-nowrap', look.colour)}>
      <Mark look={look} moving={moving} />
      {look.word}
    </span>
  )
}

/** The word for the status of a build. */
export function buildStatusWord(status: BuildStatus): string {
  return statuses[status].word
}

/** The state of a step, as an icon with its word for screen readers. */
export function StepMark({ state }: { readonly state: BuildStep['state'] }) {
  const look = steps[state]
  return (
    <span className={classes('inline-flex', look.colour)}>
      <Mark look={look} moving />
      <span className="sr-only">{look.word}</span>
    </span>
  )
}
