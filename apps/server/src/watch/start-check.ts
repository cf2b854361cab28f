/**
 * Some apps can be seen not to become ready long before their time is up: they listen, but on another port, or only for
 * themselves. Two looks that find the same are believed; one may have met the app in the middle of its start.
 */
import { judgeListeners, type ListenerVerdict } from '@kapsules/domain'
import type { Runtime } from '@kapsules/runtime'
import type { InstanceTarget } from '../live/live.ts'

/** Looks into an instance that does not answer. Gives why it never will, or null. */
export type StartCheck = (target: InstanceTarget, ageMs: number, signal: AbortSignal) => Promise<string | null>

/** How old it is at the first look, and how long to wait between two, ms. */
const firstLookMs = 5_000
const betweenMs = 3_000
const lookDeadlineMs = 3_000

/** Makes the check of one instance. */
export function createStartCheck(runtime: Pick<Runtime, 'listeners'>): StartCheck {
  let nextAt = firstLookMs
  let suspect: ListenerVerdict['kind'] | null = null
  return async (target, ageMs, signal) => {
    if (ageMs < nextAt) return null
    nextAt = ageMs + betweenMs
    const within = AbortSignal.any([signal, AbortSignal.timeout(lookDeadlineMs)])
    // when nothing can be seen nothing is concluded: the start grace decides
    const listeners = await runtime.listeners(target.instanceId, within).catch(() => null)
    const verdict = listeners ? judgeListeners(listeners, target.appPort) : null
    const again = verdict !== null && verdict.kind === suspect
    suspect = verdict?.kind ?? null
    return verdict && again ? describe(verdict, target.appPort) : null
  }
}

function describe(verdict: ListenerVerdict, appPort: number): string {
  if (verdict.kind === 'localhost-only') return `Listens on ${verdict.address} only, where nobody else can reach it.`
  return `Listens on port ${verdict.ports.join(', ')} instead of ${appPort}.`
}
