import type { Phase } from '@kapsules/domain'
import {
  CircleDashed,
  CircleEllipsis,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  Moon,
  Square,
  Trash2,
} from 'lucide-react'
import { classes } from '../../lib/classes.ts'

interface Look {
  readonly word: string
  readonly icon: LucideIcon | 'dot'
  readonly colour: string
  readonly moves?: boolean
}

const looks: Record<Phase, Look> = {
  queued: { word: 'Queued', icon: CircleDashed, colour: 'text-blue-text' },
  building: { word: 'Building', icon: LoaderCircle, colour: 'text-blue-text', moves: true },
  starting: { word: 'Starting', icon: CircleEllipsis, colour: 'text-blue-text' },
  live: { word: 'Live', icon: 'dot', colour: 'text-green-text' },
  asleep: { word: 'Asleep', icon: Moon, colour: 'text-violet-text' },
  stopped: { word: 'Stopped', icon: Square, colour: 'text-text-3' },
  failed: { word: 'Failed', icon: CircleX, colour: 'text-red-text' },
  deleting: { word: 'Deleting', icon: Trash2, colour: 'text-text-3' },
}

/** The word for a phase. */
export function phaseWord(phase: Phase): string {
  return looks[phase].word
}

interface PhaseLabelProps {
  readonly phase: Phase
  /** False where the word stands for the phase in general, not for a preview that is in it. */
  readonly moving?: boolean
  readonly className?: string
}

/** A phase, the same everywhere: icon, word, colour. */
export function PhaseLabel({ phase, moving = true, className }: PhaseLabelProps) {
  const { word, icon: Icon, colour, moves } = looks[phase]
  return (
    <span
      className={classes('inline-flex items-center gap-1.5 align-top font-medium whitespace-nowrap', colour, className)}
    >
      {Icon === 'dot' ? (
        <span aria-hidden className="flex size-3.5 items-center justify-center">
          <span className="size-2 rounded-full bg-green ring-3 ring-green-tint" />
        </span>
      ) : (
        <Icon
          aria-hidden
          className={classes('size-3.5 shrink-0', moving && moves && 'animate-spin')}
          strokeWidth={2.25}
        />
      )}
      <span className={phase === 'deleting' ? 'line-through' : undefined}>{word}</span>
    </span>
  )
}
