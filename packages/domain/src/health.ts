/**
 * Health of an instance from probes that we make over HTTP. Two things come out of the same answers:
 *
 * verdict, once in the life of an instance
 *   pending      no good answer yet; left by the first good answer or by the end of the start grace
 *   ready        it has answered (final)
 *   never-ready  the start grace ran out without one good answer (final)
 *
 * health, for as long as it lives
 *   unknown      not yet ready
 *   healthy      answers below 500
 *   degraded     answers, but with 5xx, `failureThreshold` times running
 *   unhealthy    does not answer, `failureThreshold` times running
 *   back to healthy after `successThreshold` good answers running
 */

export const healths = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const
export type Health = (typeof healths)[number]

/** One probe: an HTTP status, or why there was no answer. */
export type Probe =
  | { readonly kind: 'answered'; readonly status: number; readonly latencyMs: number }
  | { readonly kind: 'silent'; readonly why: string }

export interface HealthSettings {
  readonly startGraceMs: number
  readonly failureThreshold: number
  readonly successThreshold: number
}

export const defaultHealthSettings: HealthSettings = { startGraceMs: 60_000, failureThreshold: 3, successThreshold: 2 }

export interface HealthState {
  readonly verdict: 'pending' | 'ready' | 'never-ready'
  readonly health: Health
  readonly reason: string
  /** When the health last changed, epoch ms. */
  readonly since: number
  readonly startedAt: number
  /** Good (positive) or bad (negative) answers running. */
  readonly streak: number
  readonly last: { readonly at: number; readonly probe: Probe } | null
}

/** The state of an instance that has just been started and never been probed. */
export function beginHealth(now: number): HealthState {
  return {
    verdict: 'pending',
    health: 'unknown',
    reason: 'Waiting for the first answer.',
    since: now,
    startedAt: now,
    streak: 0,
    last: null,
  }
}

/** What one more probe makes of the state. Pure. */
export function observeProbe(state: HealthState, probe: Probe, now: number, settings: HealthSettings): HealthState {
  const good = isGood(probe)
  const streak = good ? Math.max(state.streak, 0) + 1 : Math.min(state.streak, 0) - 1
  const next = { ...state, streak, last: { at: now, probe } }
  if (state.verdict === 'pending') return judgeStart(next, good, now, settings)
  if (state.verdict === 'never-ready') return next
  return judgeRunning(next, probe, now, settings)
}

function judgeStart(state: HealthState, good: boolean, now: number, settings: HealthSettings): HealthState {
  if (good) return { ...state, verdict: 'ready', health: 'healthy', reason: describe(state.last?.probe), since: now }
  if (now - state.startedAt < settings.startGraceMs) return state
  return { ...state, verdict: 'never-ready', health: 'unhealthy', reason: describe(state.last?.probe), since: now }
}

function judgeRunning(state: HealthState, probe: Probe, now: number, settings: HealthSettings): HealthState {
  if (state.streak > 0) {
    if (state.health === 'healthy' || state.streak < settings.successThreshold) return state
    return { ...state, health: 'healthy', reason: describe(probe), since: now }
  }
  if (-state.streak < settings.failureThreshold) return state
  const health: Health = probe.kind === 'answered' ? 'degraded' : 'unhealthy'
  return health === state.health ? state : { ...state, health, reason: describe(probe), since: now }
}

function isGood(probe: Probe): boolean {
  return probe.kind === 'answered' && probe.status < 500
}

function describe(probe: Probe | undefined): string {
  if (!probe) return 'Not probed yet.'
  return probe.kind === 'answered' ? `Answers with HTTP ${probe.status}.` : `Does not answer: ${probe.why}.`
}

/** When to probe next, in ms from now: densely right after the start, then slower, then at a steady pace. */
export function probeDelay(state: HealthState, now: number, steadyMs: number): number {
  if (state.verdict !== 'pending') return steadyMs
  const age = now - state.startedAt
  if (age < 2_000) return 10
  if (age < 10_000) return 100
  return 500
}

/**
 * The state of an instance that was ready before we came to know of it, as after a restart of the server. It is not judged
 * by its start again, and its first good answer makes it healthy.
 */
export function adoptHealth(startedAt: number, now: number, settings: HealthSettings): HealthState {
  return {
    verdict: 'ready',
    health: 'unknown',
    reason: 'It answered before; waiting for the next answer.',
    since: now,
    startedAt,
    streak: settings.successThreshold - 1,
    last: null,
  }
}

/** Ends the wait for an instance that cannot become ready, before its start grace has run out. Pure. */
export function giveUpEarly(state: HealthState, reason: string, now: number): HealthState {
  if (state.verdict !== 'pending') return state
  return { ...state, verdict: 'never-ready', health: 'unhealthy', reason, since: now }
}
