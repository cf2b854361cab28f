/**
 * A model of the world around `plan`: an engine whose containers start, exit, pause, vanish; an API that deploys, stops,
 * restarts, deletes; a worker that carries actions out and may die at any of them. Whatever happens, once the world
 * stops changing, plan leads to a settled state in which the invariants hold.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginHealth, type HealthState } from './health.ts'
import type { EngineState } from './instance.ts'
import type { DesiredState } from './preview.ts'
import { type Action, type InstanceView, type Plan, plan, type Snapshot } from './reconcile.ts'

interface ModelInstance {
  id: string
  versionId: string
  generation: number
  state: InstanceView['state']
  engine: EngineState
  verdict: HealthState['verdict']
  readyAt: number | null
  endedAt: number | null
  endCause: InstanceView['endCause']
  endFault: InstanceView['endFault']
  createdAt: number
  hasLease: boolean
}

class World {
  now = 1_000_000
  desired: DesiredState = 'running'
  version = 1
  generation = 1
  builds = new Map<string, Snapshot['build']>([['v1', { status: 'queued', fault: null }]])
  instances: ModelInstance[] = []
  liveInstanceId: string | null = null
  forgotten = false
  hasNetwork = false
  /** What the app of a version does: becomes ready, exits at once, or never answers. */
  behaviour = new Map<string, 'good' | 'exits' | 'silent'>()
  next = 0

  snapshot(): Snapshot {
    const versionId = `v${this.version}`
    return {
      desired: { previewId: 'p', state: this.desired, versionId, generation: this.generation },
      liveInstanceId: this.liveInstanceId,
      build: this.builds.get(versionId) ?? null,
      buildRunning: [...this.builds.values()].some((build) => build?.status === 'running'),
      hasNetwork: this.hasNetwork,
      instances: this.instances
        .filter((it) => it.state !== 'ended' || (it.versionId === versionId && it.generation === this.generation))
        .map((it) => ({ ...it, health: it.engine === 'running' ? { ...beginHealth(0), verdict: it.verdict } : null })),
    }
  }

  /** Carries out an action; `stopAfter` tells after which of its inner steps the worker dies. */
  apply(action: Action, stopAfter: number): void {
    const steps = this.steps(action)
    for (const step of steps.slice(0, stopAfter)) step()
  }

  private steps(action: Action): (() => void)[] {
    const find = (id: string) => this.instances.find((it) => it.id === id)
    switch (action.kind) {
      case 'prepare':
        return [
          () => {
            this.hasNetwork = true
          },
        ]
      case 'create':
        return [() => this.create(action.versionId, action.generation), () => this.launch(this.instances.at(-1))]
      case 'launch':
        return [() => this.launch(find(action.instanceId))]
      case 'resume':
        return [() => Object.assign(find(action.instanceId) ?? {}, { engine: 'running' })]
      case 'route':
        return [
          () => Object.assign(find(action.instanceId) ?? {}, { state: 'ready', readyAt: this.now }),
          () => {
            this.liveInstanceId = action.instanceId
          },
        ]
      case 'end':
        return this.endSteps(find(action.instanceId), action)
      case 'forget':
        return [
          () => {
            this.forgotten = true
          },
        ]
    }
  }

  private endSteps(instance: ModelInstance | undefined, action: Extract<Action, { kind: 'end' }>): (() => void)[] {
    if (!instance) return []
    const ownEnd = action.cause === 'exited' || action.cause === 'never-ready'
    return [
      () => {
        instance.state = 'ending'
        instance.endCause ??= action.cause
        if (ownEnd) instance.endFault ??= { code: 'exits-at-start', message: 'ended', evidence: [], hint: '' }
      },
      () => {
        instance.engine = 'absent'
      },
      () => {
        instance.state = 'ended'
        instance.endedAt = this.now
        instance.hasLease = false
      },
    ]
  }

  private create(versionId: string, generation: number): void {
    this.next += 1
    this.instances.push({
      id: `i${this.next}`,
      versionId,
      generation,
      state: 'creating',
      engine: 'absent',
      verdict: 'pending',
      readyAt: null,
      endedAt: null,
      endCause: null,
      endFault: null,
      createdAt: this.now,
      hasLease: true,
    })
  }

  private launch(instance: ModelInstance | undefined): void {
    if (!instance || instance.state === 'ended') return
    if (instance.engine !== 'running') instance.engine = 'running'
    if (instance.state === 'creating') instance.state = 'starting'
  }

  /** Apps do what they do. */
  live(): void {
    for (const it of this.instances) {
      if (it.engine !== 'running' || it.verdict !== 'pending') continue
      const behaviour = this.behaviour.get(it.versionId) ?? 'good'
      if (behaviour === 'good') it.verdict = 'ready'
      else if (behaviour === 'silent') it.verdict = 'never-ready'
      else it.engine = 'exited'
    }
  }

  /** Builds that are under way end. */
  build(): void {
    for (const [version, build] of this.builds) {
      if (build?.status === 'queued' || build?.status === 'running')
        this.builds.set(version, { status: 'succeeded', fault: null })
    }
  }
}

type Step = (world: World) => void

const pick = (world: World, seed: number) => world.instances.filter((it) => it.state !== 'ended')[seed % 3]

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<'good' | 'exits' | 'silent'>('good', 'exits', 'silent').map((behaviour) => (world: World) => {
    if (world.desired === 'deleted') return
    world.version += 1
    world.generation += 1
    world.desired = 'running'
    world.behaviour.set(`v${world.version}`, behaviour)
    world.builds.set(`v${world.version}`, { status: 'queued', fault: null })
  }),
  fc.constantFrom<DesiredState>('running', 'stopped', 'deleted').map((desired) => (world: World) => {
    if (world.desired === 'deleted') return
    if (desired === 'running' && world.desired !== 'running') world.generation += 1
    world.desired = desired
  }),
  fc.constant((world: World) => {
    if (world.desired === 'running') world.generation += 1
  }),
  fc
    .constantFrom<'succeeded' | 'failed' | 'running' | 'cancelled'>('succeeded', 'failed', 'running', 'cancelled')
    .map((status) => (world: World) => {
      const id = `v${world.version}`
      const current = world.builds.get(id)?.status
      if (current === 'queued' || current === 'running') {
        world.builds.set(id, {
          status,
          fault: status === 'failed' ? { code: 'build-step-failed', message: 'no', evidence: [], hint: '' } : null,
        })
      }
    }),
  fc
    .tuple(fc.nat(2), fc.constantFrom<EngineState>('exited', 'absent', 'paused'))
    .map(([seed, state]) => (world: World) => {
      const instance = pick(world, seed)
      if (instance?.engine === 'running') instance.engine = state
    }),
  fc.constant((world: World) => world.live()),
  fc.nat(400_000).map((ms) => (world: World) => {
    world.now += ms
  }),
  // the worker plans and carries out some of it, perhaps dying in the middle of an action
  fc.tuple(fc.nat(3), fc.nat(3)).map(([actions, inner]) => (world: World) => {
    if (world.forgotten) return
    const decided = plan(world.snapshot(), world.now)
    for (const [index, action] of decided.actions.slice(0, actions).entries())
      world.apply(action, index === actions - 1 ? inner : 9)
    checkAlways(world)
  }),
)

/** What may never be, not even for a moment. */
function checkAlways(world: World): void {
  // I2: a container always has a record that is not ended
  for (const it of world.instances) if (it.engine !== 'absent') expect(it.state).not.toBe('ended')
  // never a lease without an owner
  for (const it of world.instances) expect(it.hasLease).toBe(it.state !== 'ended')
}

function settle(world: World): Plan {
  for (let round = 0; round < 200; round += 1) {
    world.build()
    world.live()
    if (world.forgotten) return plan(world.snapshot(), world.now)
    const decided = plan(world.snapshot(), world.now)
    if (
      decided.actions.length === 0 &&
      decided.wakeAt === null &&
      world.snapshot().instances.every((it) => it.state !== 'starting')
    )
      return decided
    for (const action of decided.actions) world.apply(action, 9)
    if (decided.wakeAt !== null) world.now = Math.max(world.now, decided.wakeAt)
    checkAlways(world)
  }
  throw new Error(`did not settle: ${JSON.stringify(world)}`)
}

describe('plan in a world that misbehaves', () => {
  it('I1 I2 I3 I4 I11: converges from every history, and what is left is what was wanted', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 60 }), (steps) => {
        const world = new World()
        for (const step of steps) step(world)
        const settled = settle(world)
        const active = world.instances.filter((it) => it.state !== 'ended')
        if (world.desired === 'deleted') {
          expect(world.forgotten).toBe(true)
          expect(active).toEqual([])
          return
        }
        if (world.desired === 'stopped') {
          expect(active).toEqual([])
          expect(settled.status.phase).toBe('stopped')
          return
        }
        expect(active.length).toBeLessThanOrEqual(1)
        if (settled.status.phase === 'live') {
          expect(active.map((it) => it.id)).toEqual([settled.status.liveInstanceId])
          expect(active[0]?.engine).toBe('running')
        } else {
          expect(['failed', 'stopped', 'queued']).toContain(settled.status.phase)
          expect(active).toEqual([])
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is pure: the same snapshot gives the same plan, and the snapshot is not touched', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 30 }), (steps) => {
        const world = new World()
        for (const step of steps) step(world)
        const snapshot = world.snapshot()
        const before = structuredClone(snapshot)
        expect(plan(snapshot, world.now)).toEqual(plan(snapshot, world.now))
        expect(snapshot).toEqual(before)
      }),
      { numRuns: 200 },
    )
  })
})
