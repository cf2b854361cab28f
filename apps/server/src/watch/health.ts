/** The prober: asks every instance over HTTP whether it answers, and tells what became of its health. */
import {
  adoptHealth,
  beginHealth,
  defaultHealthSettings,
  giveUpEarly,
  type HealthSettings,
  type HealthState,
  observeProbe,
  probeDelay,
} from '@kapsules/domain'
import type { Runtime } from '@kapsules/runtime'
import type { InstanceTarget, Live } from '../live/live.ts'
import type { Log } from '../log.ts'
import type { Sql } from '../store/database.ts'
import { eachTarget } from './each-target.ts'
import { createHealthRecord } from './health-record.ts'
import { pause } from './loop.ts'
import { probeHttp } from './probe.ts'
import { createSlots } from './slots.ts'
import { createStartCheck, type StartCheck } from './start-check.ts'

export interface ProberParts {
  readonly live: Pick<Live, 'targets' | 'health' | 'touched'>
  readonly runtime: Pick<Runtime, 'listeners'>
  readonly database: { readonly pool: Sql }
  readonly log: Log
  /** How long an instance may take to its first answer, ms. */
  readonly startGraceMs: number
  /** How often an instance is probed whose health is clear, ms. */
  readonly steadyMs: number
  /** Epoch ms. */
  readonly now?: () => number
}

export interface Prober {
  /** Probes one target once. */
  tick(target: InstanceTarget, signal: AbortSignal): Promise<HealthState>
  /** Probes all targets, each at its own pace, until the signal fires. */
  run(signal: AbortSignal): Promise<void>
}

const probesAtOnce = 100
/** How often an instance is probed whose health is about to change, ms. */
const unclearMs = 1_000

/** Makes the prober of one server. */
export function createProber(parts: ProberParts): Prober {
  const { live, runtime, steadyMs, now = Date.now } = parts
  const settings = { ...defaultHealthSettings, startGraceMs: parts.startGraceMs }
  const slots = createSlots(probesAtOnce)
  const record = createHealthRecord(parts)
  const checks = new Map<string, StartCheck>()

  const tick = async (target: InstanceTarget, signal: AbortSignal) => {
    const before = live.health.get(target.instanceId) ?? begin(target, now(), settings)
    const probe = await slots(() => probeHttp(target.hostPort, deadlineOf(before, now()), signal))
    if (signal.aborted) return before
    const after = await judgeStart(observeProbe(before, probe, now(), settings), target, signal)
    if (signal.aborted) return before
    live.health.set(target.instanceId, after)
    if (after.health !== before.health || after.verdict !== before.verdict) tell(target, after)
    return after
  }

  const judgeStart = async (state: HealthState, target: InstanceTarget, signal: AbortSignal) => {
    if (state.verdict !== 'pending' || state.last?.probe.kind !== 'silent') return state
    const check = checks.get(target.instanceId) ?? createStartCheck(runtime)
    checks.set(target.instanceId, check)
    const why = await check(target, now() - state.startedAt, signal)
    return why === null ? state : giveUpEarly(state, why, now())
  }

  const tell = ({ instanceId, previewId }: InstanceTarget, { health, reason, since, last }: HealthState) => {
    const latencyMs = last?.probe.kind === 'answered' ? last.probe.latencyMs : null
    record.add({ previewId, instanceId, at: since, health, reason, latencyMs })
    live.touched.add(previewId)
  }

  const watch = async (target: InstanceTarget, gone: AbortSignal) => {
    while (!gone.aborted) {
      const state = await tick(target, gone)
      await pause(probeDelay(state, now(), isClear(state) ? steadyMs : Math.min(unclearMs, steadyMs)), gone)
    }
    checks.delete(target.instanceId)
    live.health.delete(target.instanceId)
  }

  const run = async (signal: AbortSignal) => {
    await Promise.all([eachTarget(live.targets, signal, watch), record.run(signal)])
  }
  return { tick, run }
}

function begin(target: InstanceTarget, now: number, settings: HealthSettings): HealthState {
  return target.wasReady ? adoptHealth(target.startedAt, now, settings) : beginHealth(now)
}

/** How long an answer may take, ms: short while it is waited for densely, long for an app whose first answer is hard work. */
function deadlineOf(state: HealthState, now: number): number {
  if (state.verdict !== 'pending') return 2_000
  const age = now - state.startedAt
  if (age < 2_000) return 500
  return age < 10_000 ? 2_000 : 5_000
}

/** Whether the newest answers agree with the health they led to. */
function isClear(state: HealthState): boolean {
  return state.streak > 0 ? state.health === 'healthy' : state.health === 'degraded' || state.health === 'unhealthy'
}
