/** Snapshots and what plan makes of them, one line each for the ways a preview can stand. */
import { describe, expect, it } from 'vitest'
import { type Fault, fault } from './fault.ts'
import { beginHealth, type HealthState } from './health.ts'
import { type InstanceView, plan, type Snapshot } from './reconcile.ts'
import { restartPolicy } from './restart-policy.ts'

const now = 1_000_000
const ready: HealthState = { ...beginHealth(0), verdict: 'ready', health: 'healthy', reason: 'Answers with HTTP 200.' }
const why: Fault = fault('exits-at-start', 'It exited.', 'Look.')

function instance(part: Partial<InstanceView> = {}): InstanceView {
  return {
    id: 'i1',
    versionId: 'v1',
    generation: 1,
    state: 'ready',
    engine: 'running',
    health: ready,
    createdAt: 0,
    readyAt: 1,
    endedAt: null,
    endCause: null,
    endFault: null,
    ...part,
  }
}

function snapshot(
  part: Partial<Snapshot> & { state?: Snapshot['desired']['state']; versionId?: string; generation?: number } = {},
): Snapshot {
  const { state = 'running', versionId = 'v1', generation = 1, ...rest } = part
  return {
    desired: { previewId: 'p', state, versionId, generation },
    liveInstanceId: null,
    build: { status: 'succeeded', fault: null },
    buildRunning: false,
    hasNetwork: true,
    instances: [],
    ...rest,
  }
}

const kinds = (given: Snapshot) => plan(given, now).actions.map((action) => action.kind)
const phase = (given: Snapshot) => plan(given, now).status.phase

describe('plan', () => {
  it('waits for the build, and says so', () => {
    expect(phase(snapshot({ build: null }))).toBe('queued')
    expect(phase(snapshot({ build: { status: 'queued', fault: null } }))).toBe('queued')
    expect(phase(snapshot({ build: { status: 'running', fault: null } }))).toBe('building')
  })

  it('makes the network while the image is built, once', () => {
    const build = { status: 'running' as const, fault: null }
    expect(kinds(snapshot({ build, hasNetwork: false }))).toEqual(['prepare'])
    expect(kinds(snapshot({ build, hasNetwork: true }))).toEqual([])
  })

  it('a failed build is shown with its fault; an older version goes on serving', () => {
    const build = { status: 'failed' as const, fault: why }
    expect(plan(snapshot({ build }), now).status).toMatchObject({ phase: 'failed', fault: why })
    const serving = snapshot({ build, versionId: 'v2', generation: 2, liveInstanceId: 'i1', instances: [instance()] })
    expect(plan(serving, now)).toMatchObject({
      actions: [],
      status: { phase: 'live', fault: why, liveInstanceId: 'i1' },
    })
  })

  it('starts an instance, routes to it once it answers, and then is settled', () => {
    expect(kinds(snapshot())).toEqual(['create'])
    const starting = instance({ state: 'starting', health: beginHealth(0) })
    expect(plan(snapshot({ instances: [starting] }), now)).toMatchObject({ actions: [], status: { phase: 'starting' } })
    expect(kinds(snapshot({ instances: [{ ...starting, health: ready }] }))).toEqual(['route'])
    expect(plan(snapshot({ instances: [instance()], liveInstanceId: 'i1' }), now)).toMatchObject({
      actions: [],
      status: { phase: 'live', health: 'healthy' },
    })
  })

  it('a new version is started beside the old one, which ends only when the new one serves', () => {
    const old = instance()
    const wanted = instance({ id: 'i2', versionId: 'v2', generation: 2, state: 'starting' })
    const base = { versionId: 'v2', generation: 2, liveInstanceId: 'i1' }
    expect(kinds(snapshot({ ...base, instances: [old] }))).toEqual(['create'])
    expect(kinds(snapshot({ ...base, instances: [old, wanted] }))).toEqual(['route'])
    const after = snapshot({ ...base, liveInstanceId: 'i2', instances: [old, { ...wanted, state: 'ready' }] })
    expect(plan(after, now).actions).toEqual([{ kind: 'end', instanceId: 'i1', cause: 'replaced', lease: 'release' }])
  })

  it('a restart of the same version ends the old instance first, so that the port stays', () => {
    const given = snapshot({ generation: 2, liveInstanceId: 'i1', instances: [instance()] })
    expect(plan(given, now).actions).toMatchObject([
      { kind: 'end', lease: 'keep' },
      { kind: 'create', generation: 2 },
    ])
  })

  it('F2: a record without a container is launched again', () => {
    expect(kinds(snapshot({ instances: [instance({ state: 'creating', engine: 'absent', health: null })] }))).toEqual([
      'launch',
    ])
  })

  it('F3: an instance that was adopted after a crash is routed to, not started again', () => {
    expect(kinds(snapshot({ instances: [instance({ state: 'starting' })] }))).toEqual(['route'])
  })

  it('F9: exits after it was ready are answered with growing pauses, and in the end given up', () => {
    const exit = (id: string, endedAt: number) =>
      instance({ id, state: 'ended', engine: 'absent', endCause: 'exited', endFault: why, endedAt })
    expect(plan(snapshot({ instances: [exit('a', now - 100)] }), now)).toMatchObject({ actions: [], wakeAt: now + 900 })
    expect(kinds(snapshot({ instances: [exit('a', now - 5000)] }))).toEqual(['create'])
    const many = Array.from({ length: restartPolicy.maxExits }, (_, index) => exit(`x${index}`, now - index))
    expect(plan(snapshot({ instances: many }), now).status).toMatchObject({
      phase: 'failed',
      fault: { code: 'crash-loop' },
    })
  })

  it('what failed before it was ready is not tried again until something changes', () => {
    const failed = instance({ state: 'ended', engine: 'absent', readyAt: null, endCause: 'exited', endFault: why })
    expect(plan(snapshot({ instances: [failed] }), now)).toMatchObject({
      actions: [],
      status: { phase: 'failed', fault: why },
    })
    expect(kinds(snapshot({ generation: 2 }))).toEqual(['create'])
  })

  it('never-ready ends the new instance and leaves the old one', () => {
    const silent = instance({
      id: 'i2',
      versionId: 'v2',
      generation: 2,
      state: 'starting',
      health: { ...beginHealth(0), verdict: 'never-ready' },
    })
    const given = snapshot({ versionId: 'v2', generation: 2, liveInstanceId: 'i1', instances: [instance(), silent] })
    expect(plan(given, now).actions).toMatchObject([{ kind: 'end', instanceId: 'i2', cause: 'never-ready' }])
  })

  it('F15: a container that was removed behind our back is noticed and replaced', () => {
    const gone = snapshot({ liveInstanceId: 'i1', instances: [instance({ engine: 'absent' })] })
    expect(plan(gone, now)).toMatchObject({
      actions: [{ kind: 'end', cause: 'vanished', lease: 'keep' }],
      status: { liveInstanceId: null },
    })
  })

  it('F16: a container that was paused behind our back is resumed', () => {
    expect(kinds(snapshot({ liveInstanceId: 'i1', instances: [instance({ engine: 'paused' })] }))).toEqual(['resume'])
  })

  it('a stop ends everything and keeps the port; a delete releases it and forgets only when nothing is left', () => {
    const running = { liveInstanceId: 'i1', instances: [instance()] }
    expect(plan(snapshot({ state: 'stopped', ...running }), now).actions).toMatchObject([
      { kind: 'end', cause: 'stopped', lease: 'keep' },
    ])
    expect(plan(snapshot({ state: 'deleted', ...running }), now).actions).toMatchObject([
      { kind: 'end', cause: 'deleted', lease: 'release' },
    ])
    expect(kinds(snapshot({ state: 'deleted', buildRunning: true }))).toEqual([])
    expect(kinds(snapshot({ state: 'deleted' }))).toEqual(['forget'])
  })

  it('an end that broke off is finished with the cause it began with', () => {
    const ending = instance({ state: 'ending', endCause: 'never-ready' })
    expect(plan(snapshot({ instances: [ending] }), now).actions).toMatchObject([{ kind: 'end', cause: 'never-ready' }])
  })
})
