import type { RuntimeEvent } from '@kapsules/runtime'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLive, type InstanceTarget, type Live } from '../live/live.ts'
import { silentLog } from '../log.ts'
import { createEngineEvents } from './engine-events.ts'

const event = (kind: RuntimeEvent['kind'], previewId: string | null): RuntimeEvent => ({
  kind,
  previewId,
  instanceId: previewId && `instance of ${previewId}`,
  at: 0,
})

function addTarget(live: Live, previewId: string): void {
  const instanceId = `instance of ${previewId}`
  const limits = { cpuLimit: 1, memoryLimitBytes: 1 }
  const target: InstanceTarget = {
    instanceId,
    previewId,
    tenantId: 't',
    hostPort: 1,
    appPort: 1,
    ...limits,
    startedAt: 0,
    wasReady: true,
  }
  live.targets.set(instanceId, target)
}

function touched(live: Live): string[] {
  const all: string[] = []
  for (let id = live.touched.take(new Set()); id !== undefined; id = live.touched.take(new Set())) all.push(id)
  return all.sort()
}

const noEvents = { events: async function* () {} }

test('a hint touches its preview', () => {
  const live = createLive()
  const listener = createEngineEvents({ live, runtime: noEvents, log: silentLog })
  listener.tick(event('exited', 'a'))
  listener.tick(event('out-of-memory', 'b'))
  listener.tick(event('started', null))
  expect(touched(live)).toEqual(['a', 'b'])
})

test('after a reconnect anything may have happened', () => {
  const live = createLive()
  for (const previewId of ['a', 'b']) addTarget(live, previewId)
  createEngineEvents({ live, runtime: noEvents, log: silentLog }).tick(event('reconnected', null))
  expect(touched(live)).toEqual(['a', 'b'])
})

test('F7: hints that come twice or in another order touch the same previews', () => {
  const kinds = ['started', 'exited', 'paused', 'resumed', 'removed', 'out-of-memory'] as const
  const one = fc.record({ kind: fc.constantFrom(...kinds), previewId: fc.constantFrom('a', 'b', 'c') })
  const all = fc
    .array(one)
    .chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length })),
    )
  const hear = (events: readonly { kind: RuntimeEvent['kind']; previewId: string }[]) => {
    const live = createLive()
    const listener = createEngineEvents({ live, runtime: noEvents, log: silentLog })
    for (const { kind, previewId } of events) listener.tick(event(kind, previewId))
    return touched(live)
  }
  fc.assert(
    fc.property(all, ([events, shuffled]) => {
      expect(hear(shuffled)).toEqual(hear(events))
    }),
  )
})

test('F6: a stream that breaks or ends is opened again, and everything is looked at', async () => {
  const live = createLive()
  addTarget(live, 'a')
  const abort = new AbortController()
  let opened = 0
  const runtime = {
    async *events(signal: AbortSignal) {
      opened += 1
      if (opened === 1) throw new Error('no engine')
      if (opened === 2) return
      yield event('exited', 'b')
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    },
  }
  const running = createEngineEvents({ live, runtime, log: silentLog }).run(abort.signal)
  await expect.poll(() => opened).toBe(3)
  await expect.poll(() => live.touched.size).toBe(2)
  abort.abort()
  await running
  expect(touched(live)).toEqual(['a', 'b'])
})
