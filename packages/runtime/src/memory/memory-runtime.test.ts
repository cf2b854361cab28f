import { maxLineLength } from '@kapsules/domain'
import { describe, expect, test } from 'vitest'
import { collect, type Subject } from '../contract/subject.ts'
import { describeRuntime } from '../contract.ts'
import type { InstanceSpec } from '../driver.ts'
import type { AppScript } from './app-run.ts'
import { ManualClock } from './clock.ts'
import { MemoryRuntime } from './memory-runtime.ts'

const signal = () => AbortSignal.timeout(5_000)

const apps: Readonly<Record<string, AppScript>> = {
  serve: { answer: { status: 200, body: 'hello' }, output: [{ afterMs: 0, channel: 'stdout', text: 'serving' }] },
  stubborn: { answer: { status: 200, body: 'hello' }, stopsAfterMs: null },
  exit: { exit: { afterMs: 5, exitCode: 7 } },
  hog: { exit: { afterMs: 5, exitCode: 137, outOfMemory: true } },
  talk: {
    output: [
      { afterMs: 1, channel: 'stdout', text: 'one' },
      { afterMs: 5, channel: 'stderr', text: 'two' },
      { afterMs: 9, channel: 'stdout', text: 'three' },
    ],
    exit: { afterMs: 12, exitCode: 0 },
  },
  tick: {
    output: Array.from({ length: 50 }, (_, index) => ({
      afterMs: index * 20,
      channel: 'stdout' as const,
      text: `tick ${index + 1}`,
    })),
  },
  babble: {
    output: ['\uFFFD\uFFFDA', 'é'.repeat(10_000), 'x'.repeat(20_000)].map((text) => ({
      afterMs: 0,
      channel: 'stdout' as const,
      text,
    })),
    exit: { afterMs: 5, exitCode: 0 },
  },
}

async function makeSubject(): Promise<Subject> {
  const runtime = new MemoryRuntime({ appOf: ({ env }) => apps[env.get('APP') ?? ''] ?? {} })
  const { world } = runtime
  const image = { imageId: 'sha256:contract', buildId: 'contract', tags: ['contract'], sizeBytes: 1, createdAt: 0 }
  world.images.set(image.imageId, image)
  let next = 0
  return {
    runtime,
    image: 'contract',
    base: 'base',
    freePort: () => 21_000 + next++,
    freeSubnet: () => `10.210.${next++}.0/28`,
    ask: async (hostPort) => world.answer(hostPort)?.body ?? null,
    async occupyPort(hostPort) {
      world.foreignPorts.add(hostPort)
      return async () => void world.foreignPorts.delete(hostPort)
    },
    async occupySubnet(subnet) {
      world.foreignSubnets.add(subnet)
      return async () => void world.foreignSubnets.delete(subnet)
    },
    lookAlike: async () => ({ stillThere: async () => true }),
    removeBehindItsBack: async (instanceId) => world.removeContainer(instanceId),
    cutConnections: () => world.events.cut(Date.now()),
    close: async () => undefined,
  }
}

describeRuntime('in memory', makeSubject, { realBuilds: false, sharedEngine: false })

describe('the in-memory runtime in a test’s hand', () => {
  const spec: InstanceSpec = {
    instanceId: 'i1',
    previewId: 'p1',
    tenantId: 't1',
    slug: 'demo',
    image: 'app',
    hostPort: 21_000,
    appPort: 3000,
    subnet: '10.210.0.0/28',
    env: new Map(),
    resources: { memoryBytes: 1024 ** 2, cpus: 1, pids: 16 },
    writablePaths: [],
  }

  async function launched(app: AppScript) {
    const clock = new ManualClock(1_000)
    const runtime = new MemoryRuntime({ clock, appOf: () => app })
    runtime.world.images.set('app', { imageId: 'app', buildId: 'b', tags: [], sizeBytes: 1, createdAt: 0 })
    await runtime.launch(spec, signal())
    return { clock, runtime }
  }

  test('an app becomes ready and exits at the times of its script', async () => {
    const { clock, runtime } = await launched({ readyAfterMs: 100, exit: { afterMs: 5_000, exitCode: 1 } })
    expect(runtime.world.answer(spec.hostPort)).toBeNull()
    await clock.advance(100)
    expect(runtime.world.answer(spec.hostPort)).toEqual({ status: 200, body: 'ok' })
    await clock.advance(4_900)
    expect(await runtime.observe('i1', signal())).toMatchObject({ state: 'exited', exit: { exitCode: 1 } })
  })

  test('time stands still for an app that is paused', async () => {
    const { clock, runtime } = await launched({ exit: { afterMs: 1_000, exitCode: 0 } })
    await clock.advance(900)
    await runtime.pause('i1', signal())
    await clock.advance(60_000)
    expect(await runtime.observe('i1', signal())).toMatchObject({ state: 'paused' })
    await runtime.resume('i1', signal())
    await clock.advance(99)
    expect(await runtime.observe('i1', signal())).toMatchObject({ state: 'running' })
    await clock.advance(1)
    expect(await runtime.observe('i1', signal())).toMatchObject({ state: 'exited' })
  })

  test('a verb can fail before or after its effect', async () => {
    const sick = new Error('cut')
    const runtime = new MemoryRuntime({
      meddle: ({ verb, at }) => {
        if (verb === 'launch' && at === 'after') throw sick
      },
    })
    runtime.world.images.set('app', { imageId: 'app', buildId: 'b', tags: [], sizeBytes: 1, createdAt: 0 })
    await expect(runtime.launch(spec, signal())).rejects.toBe(sick)
    expect(await runtime.listInstances(signal())).toHaveLength(1)
  })

  test('lost events are lost', async () => {
    const { runtime } = await launched({})
    const stop = new AbortController()
    const heard = collect(runtime.events(stop.signal))
    runtime.world.events.deaf = true
    await runtime.pause('i1', signal())
    runtime.world.events.deaf = false
    await runtime.resume('i1', signal())
    stop.abort()
    expect((await heard).map(({ kind }) => kind)).toEqual(['resumed'])
  })

  test('long lines are cut as the domain says', async () => {
    const { clock, runtime } = await launched({
      output: [{ afterMs: 0, channel: 'stdout', text: 'y'.repeat(maxLineLength + 1) }],
    })
    await clock.advance(1)
    const [line] = await runtime.tailLogs('i1', 1, signal())
    expect(line?.text).toHaveLength(maxLineLength + ' … [cut]'.length)
  })
})
