import { expect, test } from 'vitest'
import { createLive } from '../live/live.ts'
import { createOverview } from './usage-overview.ts'

const sample = {
  instanceId: 'i',
  cpus: 0,
  cpuLimit: 1,
  memoryBytes: 0,
  memoryLimitBytes: 1,
  networkRxPerSecond: 0,
  networkTxPerSecond: 0,
  blockReadPerSecond: 0,
  blockWritePerSecond: 0,
  pids: 1,
  throttledShare: 0,
}

const target = { hostPort: 1, appPort: 1, cpuLimit: 1, memoryLimitBytes: 1, startedAt: 0, wasReady: true }

test('each running preview has its newest sample, worked out once for all who look', () => {
  const live = createLive()
  let now = 0
  const overview = createOverview(live, () => now)
  expect(overview()).toEqual([])
  for (const [instanceId, previewId] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
    ['c1', 'c'],
  ] as const)
    live.targets.set(instanceId, { ...target, instanceId, previewId, tenantId: 't' })
  for (const [previewId, at] of [
    ['a', 1],
    ['a', 2],
    ['b', 3],
    ['gone', 4],
  ] as const)
    live.samples.of(previewId).publish({ ...sample, at })
  expect(overview()).toEqual([])
  now = 1_500
  expect(overview().map(({ sample: { previewId, at } }) => [previewId, at])).toEqual([
    ['a', 2],
    ['b', 3],
  ])
  expect(overview()).toBe(overview())
})
