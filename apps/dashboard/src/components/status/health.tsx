import type { Health } from '@kapsules/domain'
import { CircleAlert, CircleCheck, CircleHelp, type LucideIcon, TriangleAlert } from 'lucide-react'
import { classes } from '../../lib/classes.ts'

interface Look {
  readonly word: string
  readonly icon: LucideIcon
  readonly colour: string
}

const looks: Record<Health, Look> = {
  healthy: { word: 'Healthy', icon: CircleCheck, colour: 'text-green-text' },
  degraded: { word: 'Degraded', icon: TriangleAlert, colour: 'text-amber-text' },
  unhealthy: { word: 'Unhealthy', icon: CircleAlert, colour: 'text-red-text' },
  unknown: { word: 'Unknown', icon: CircleHelp, colour: 'text-text-3' },
}

/** The word for a health. */
export function healthWord(health: Health): string {
  return looks[health].word
}

/** A health, the same everywhere: icon, word, colour. */
export function HealthLabel({ health, className }: { readonly health: Health; readonly className?: string }) {
  const { word, icon: Icon, colour } = looks[health]
  return (
    <span
      className={classes('inline-flex items-center gap-1.5 align-top font-medium whitespace-nowrap', colour, className)}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {word}
    </span>
  )
}
