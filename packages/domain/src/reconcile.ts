/**
 * The one place that decides what to do about a preview. `plan` compares what is wanted with what is, and returns the
 * actions that bring them nearer, the status people should see meanwhile, and when to look again. It is pure: no I/O, no
 * clock, no randomness. Each action may be carried out twice or break off in the middle: the next plan starts from what
 * is really there. When nothing is left to do it returns no action.
 */
import type { BuildStatus } from './build.ts'
import type { EndCause } from './end-fault.ts'
import { type Fault, fault } from './fault.ts'
import type { Health, HealthState } from './health.ts'
import type { EngineState, InstanceState } from './instance.ts'
import type { Desired, Phase, PreviewStatus } from './preview.ts'
import { decideRestart } from './restart-policy.ts'

export interface InstanceView {
  readonly id: string
  readonly versionId: string
  readonly generation: number
  readonly state: InstanceState
  /** What the engine says of its container. */
  readonly engine: EngineState
  /** Null while nobody has probed it, as right after a restart of the server. */
  readonly health: HealthState | null
  readonly createdAt: number
  /** When it first answered, epoch ms. */
  readonly readyAt: number | null
  readonly endedAt: number | null
  readonly endCause: EndCause | null
  readonly endFault: Fault | null
}

export interface BuildView {
  readonly status: BuildStatus
  readonly fault: Fault | null
}

export interface Snapshot {
  readonly desired: Desired
  readonly liveInstanceId: string | null
  /** The newest build of the wanted version. */
  readonly build: BuildView | null
  /** A build of any version of this preview is still running. */
  readonly buildRunning: boolean
  /** Its own network is known to be there. */
  readonly hasNetwork: boolean
  /** All that are not ended, and the ended ones of the wanted version and generation, oldest first. */
  readonly instances: readonly InstanceView[]
}

export type Action =
  /** Make the preview's own network while its image is still being built, so that the launch need not wait for it. */
  | { readonly kind: 'prepare' }
  /** Write a new instance record with a port lease, then launch it. */
  | { readonly kind: 'create'; readonly versionId: string; readonly generation: number }
  /** Bring the container of a record into being and start it. */
  | { readonly kind: 'launch'; readonly instanceId: string }
  /** Unpause a container that somebody paused. */
  | { readonly kind: 'resume'; readonly instanceId: string }
  /** Make this instance the one that serves. */
  | { readonly kind: 'route'; readonly instanceId: string }
  /** Stop and remove the container; afterwards the record says why. */
  | { readonly kind: 'end'; readonly instanceId: string; readonly cause: EndCause; readonly lease: 'keep' | 'release' }
  /** Remove what is left of a deleted preview, its record last. */
  | { readonly kind: 'forget' }

export interface Plan {
  readonly actions: readonly Action[]
  readonly status: PreviewStatus
  /** Epoch ms at which to plan again even if nothing happens, or null. */
  readonly wakeAt: number | null
}

/** Decides the next actions for one preview. Pure; an empty action list means that it is settled or waits for something. */
export function plan(snapshot: Snapshot, now: number): Plan {
  if (snapshot.desired.state === 'deleted') return planDelete(snapshot)
  if (snapshot.desired.state === 'stopped') return planStop(snapshot)
  return planRun(snapshot, now)
}

function planDelete(snapshot: Snapshot): Plan {
  const active = snapshot.instances.filter(isActive)
  const status = statusOf('deleting', 'Everything it had is being removed.')
  if (active.length > 0)
    return { actions: active.map((instance) => end(instance, 'deleted', 'release')), status, wakeAt: null }
  if (snapshot.buildRunning) return { actions: [], status, wakeAt: null }
  return { actions: [{ kind: 'forget' }], status, wakeAt: null }
}

function planStop(snapshot: Snapshot): Plan {
  const active = snapshot.instances.filter(isActive)
  const reason = active.length > 0 ? 'Being stopped.' : 'Stopped by hand.'
  return {
    actions: active.map((instance) => end(instance, 'stopped', 'keep')),
    status: statusOf('stopped', reason),
    wakeAt: null,
  }
}

function planRun(snapshot: Snapshot, now: number): Plan {
  const { desired, liveInstanceId } = snapshot
  const active = snapshot.instances.filter(isActive)
  const wanted = active.findLast((it) => it.versionId === desired.versionId && it.generation === desired.generation)
  const serving = active.find((it) => it.id === liveInstanceId && it.state === 'ready' && isUp(it))
  const stale = active.filter((it) => it !== wanted && it !== serving)
  const cleanUp = stale.map((it) =>
    end(it, isGone(it) ? goneCause(it) : 'replaced', it.id === liveInstanceId ? 'keep' : 'release'),
  )
  const next = wanted ? stepInstance(wanted, serving) : stepWithout(snapshot, serving, now)
  return { ...next, actions: [...cleanUp, ...next.actions] }
}

/** What to do about the instance that runs the wanted version in the wanted generation. */
function stepInstance(wanted: InstanceView, serving: InstanceView | undefined): Plan {
  const starting = (actions: Action[]): Plan => ({
    actions,
    status: statusOf('starting', startReason(wanted), serving),
    wakeAt: null,
  })
  if (wanted.state === 'ending') return starting([end(wanted, wanted.endCause ?? 'exited', 'keep')])
  if (isGone(wanted)) return starting([end(wanted, goneCause(wanted), 'keep')])
  if (wanted.engine === 'paused') return starting([{ kind: 'resume', instanceId: wanted.id }])
  if (wanted.state === 'creating' || wanted.engine === 'created')
    return starting([{ kind: 'launch', instanceId: wanted.id }])
  if (wanted.state === 'starting' && wanted.health?.verdict === 'never-ready')
    return starting([end(wanted, 'never-ready', 'release')])
  if (wanted.state === 'starting' && wanted.health?.verdict !== 'ready') return starting([])
  const status = statusOf('live', wanted.health?.reason ?? 'Running.', wanted)
  if (serving?.id !== wanted.id) return { actions: [{ kind: 'route', instanceId: wanted.id }], status, wakeAt: null }
  return { actions: [], status, wakeAt: null }
}

function startReason(wanted: InstanceView): string {
  return wanted.state === 'starting'
    ? (wanted.health?.reason ?? 'Waiting for the first answer.')
    : 'The container is being started.'
}

/** What to do when no instance of the wanted version and generation exists. */
function stepWithout(snapshot: Snapshot, serving: InstanceView | undefined, now: number): Plan {
  const { build, desired } = snapshot
  const wait = (phase: Phase, reason: string, why: Fault | null = null): Plan => ({
    actions: [],
    status: { ...statusOf(phase, reason, serving), fault: why },
    wakeAt: null,
  })
  if (!desired.versionId || !build) return wait('queued', 'Nothing has been deployed yet.')
  if (build.status === 'queued') return wait('queued', 'Waiting for a build slot.')
  if (build.status === 'running') {
    const actions: readonly Action[] = snapshot.hasNetwork ? [] : [{ kind: 'prepare' }]
    return { ...wait('building', 'The image is being built.'), actions }
  }
  if (build.status === 'failed') return giveUp(build.fault, serving)
  if (build.status !== 'succeeded')
    return serving
      ? wait('live', `The last build was ${build.status}.`)
      : wait('stopped', `The build was ${build.status}.`)
  return stepStart(snapshot, serving, desired.versionId, now)
}

function stepStart(snapshot: Snapshot, serving: InstanceView | undefined, versionId: string, now: number): Plan {
  const { generation } = snapshot.desired
  const past = snapshot.instances.filter(
    (it) => !isActive(it) && it.versionId === versionId && it.generation === generation,
  )
  const failedStart = past.findLast((it) => it.readyAt === null && it.endFault !== null)
  if (failedStart) return giveUp(failedStart.endFault, serving)
  const exits = past.filter((it) => it.endCause === 'exited' || it.endCause === 'vanished')
  if (exits.length > 0) return stepRestart(exits, versionId, generation, serving, now)
  const create: Action = { kind: 'create', versionId, generation }
  // a restart keeps the address: the old instance must give its port back first
  const first: Action[] = serving?.versionId === versionId ? [end(serving, 'replaced', 'keep')] : []
  return {
    actions: [...first, create],
    status: statusOf('starting', 'The container is being started.', first.length > 0 ? undefined : serving),
    wakeAt: null,
  }
}

function stepRestart(
  exits: readonly InstanceView[],
  versionId: string,
  generation: number,
  serving: InstanceView | undefined,
  now: number,
): Plan {
  const decision = decideRestart(exits.map((it) => it.endedAt ?? 0))
  const lastFault = exits.at(-1)?.endFault ?? null
  if (decision.kind === 'give-up') {
    const evidence = lastFault?.evidence ?? []
    const why = fault(
      'crash-loop',
      `The app exited ${decision.exits} times in a row.`,
      'Look at its last lines of output, then deploy or restart.',
      evidence,
    )
    return giveUp(lastFault?.code === 'out-of-memory' ? lastFault : why, serving)
  }
  const status = { ...statusOf('starting', 'Restarting after it exited.', serving), fault: lastFault }
  if (decision.at > now) return { actions: [], status, wakeAt: decision.at }
  return { actions: [{ kind: 'create', versionId, generation }], status, wakeAt: null }
}

function giveUp(why: Fault | null, serving: InstanceView | undefined): Plan {
  const phase: Phase = serving ? 'live' : 'failed'
  const message = why?.message ?? 'It failed.'
  const reason = serving ? `The newest version failed, an older one still serves. ${message}` : message
  return { actions: [], status: { ...statusOf(phase, reason, serving), fault: why }, wakeAt: null }
}

function statusOf(phase: Phase, reason: string, serving?: InstanceView): PreviewStatus {
  const health: Health = serving?.health?.health ?? 'unknown'
  return { phase, reason, fault: null, liveInstanceId: serving?.id ?? null, health }
}

function end(instance: InstanceView, cause: EndCause, lease: 'keep' | 'release'): Action {
  // a record that is already ending keeps the cause it began with
  return { kind: 'end', instanceId: instance.id, cause: instance.endCause ?? cause, lease }
}

function isActive(instance: InstanceView): boolean {
  return instance.state !== 'ended'
}

function isUp(instance: InstanceView): boolean {
  return instance.engine === 'running' || instance.engine === 'paused'
}

/** Its container is over, or is not there although it should be. */
function isGone(instance: InstanceView): boolean {
  return instance.engine === 'exited' || (instance.engine === 'absent' && instance.state !== 'creating')
}

function goneCause(instance: InstanceView): EndCause {
  return instance.engine === 'exited' ? 'exited' : 'vanished'
}
