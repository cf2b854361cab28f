/** What was asked for and has not come true yet, so that a click is answered at once without telling a lie. */
import type { DesiredState, Phase } from '@kapsules/domain'

export interface Wish {
  readonly desired: DesiredState
  readonly phase: Phase
}

/** `Stopping`, `Starting`, `Deleting`, or null when what is is what was asked for. */
export function intentOf({ desired, phase }: Wish): string | null {
  if (desired === 'deleted') return phase === 'deleting' ? null : 'Deleting'
  if (desired === 'stopped') return phase === 'stopped' ? null : 'Stopping'
  return phase === 'stopped' ? 'Starting' : null
}
