import { expect, test } from 'vitest'
import type { InstanceTarget } from '../live/live.ts'
import { createRegistry } from '../live/registry.ts'
import { eachTarget } from './each-target.ts'

const target = (instanceId: string): InstanceTarget => ({
  instanceId,
  previewId: 'preview',
  tenantId: 'tenant',
  hostPort: 1,
  appPort: 1,
  cpuLimit: 1,
  memoryLimitBytes: 1,
  startedAt: 0,
  wasReady: false,
})

function begin() {
  const targets = createRegistry<string, InstanceTarget>()
  const abort = new AbortController()
  const story: string[] = []
  const ends = new Map<string, () => void>()
  const run = (work = waitForEnd) => eachTarget(targets, abort.signal, work)
  const waitForEnd = async ({ instanceId }: InstanceTarget, gone: AbortSignal) => {
    story.push(`begin ${instanceId}`)
    gone.addEventListener('abort', () => story.push(`gone ${instanceId}`), { once: true })
    await new Promise<void>((resolve) => ends.set(instanceId, resolve))
    story.push(`end ${instanceId}`)
  }
  return { targets, abort, story, ends, run }
}

test('works for those that are there and for those that come, and ends with its signal', async () => {
  const { targets, abort, story, ends, run } = begin()
  targets.set('a', target('a'))
  const running = run()
  targets.set('b', target('b'))
  targets.set('b', target('b'))
  expect(story).toEqual(['begin a', 'begin b'])
  abort.abort()
  targets.set('c', target('c'))
  for (const end of ends.values()) end()
  await running
  expect(story).toEqual(['begin a', 'begin b', 'gone a', 'gone b', 'end a', 'end b'])
})

test('a target that goes and comes back is worked for again when the work before is over', async () => {
  const { targets, abort, story, ends, run } = begin()
  const running = run()
  targets.set('a', target('a'))
  targets.delete('a')
  targets.set('a', target('a'))
  expect(story).toEqual(['begin a', 'gone a'])
  ends.get('a')?.()
  await expect.poll(() => story).toEqual(['begin a', 'gone a', 'end a', 'begin a'])
  abort.abort()
  ends.get('a')?.()
  await running
})

test('work that is over by itself is not begun again', async () => {
  const { targets, abort, story, run } = begin()
  const running = run(async ({ instanceId }) => void story.push(instanceId))
  targets.set('a', target('a'))
  targets.set('a', target('a'))
  abort.abort()
  await running
  expect(story).toEqual(['a'])
})
