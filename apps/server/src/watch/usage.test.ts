import type { Sample, UsageCounters } from '@kapsules/domain'
import { expect, test } from 'vitest'
import { createLive, type InstanceTarget } from '../live/live.ts'
import { silentLog } from '../log.ts'
import { createUsageCollector } from './usage.ts'

const never = new AbortController().signal
const start = 1_700_000_000_000

function target(instanceId: string, startedAt: number, previewId = `preview of ${instanceId}`): InstanceTarget {
  const limits = { cpuLimit: 2, memoryLimitBytes: 1_000 }
  return { instanceId, previewId, tenantId: 'tenant', hostPort: 1, appPort: 1, ...limits, startedAt, wasReady: false }
}

/** An engine whose instances use half a core and 100 bytes a second. */
function begin() {
  let now = start
  const live = createLive()
  const reads: (readonly string[])[] = []
  const gone = new Set<string>()
  const counters = (): UsageCounters => ({
    at: now,
    cpuMicros: (now - start) * 500,
    memoryBytes: 640,
    memoryLimitBytes: 1_000,
    networkRxBytes: (now - start) / 10,
    networkTxBytes: 0,
    blockReadBytes: 0,
    blockWriteBytes: 0,
    pids: 3,
    throttledMicros: 0,
  })
  const runtime = {
    usage: async (ids: readonly string[]) => {
      reads.push(ids)
      return new Map(ids.filter((id) => !gone.has(id)).map((id) => [id, counters()]))
    },
  }
  const collector = createUsageCollector({ live, runtime, log: silentLog, now: () => now })
  const tickFor = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      await collector.tick(never)
      now += 1_000
    }
  }
  const samplesOf = (previewId: string) =>
    live.samples
      .of(previewId)
      .kept()
      .map(({ item }): Sample => item)
  return { live, reads, gone, collector, tickFor, samplesOf }
}

test('two counts make a sample', async () => {
  const { live, tickFor, samplesOf } = begin()
  live.targets.set('a', target('a', start))
  await tickFor(3)
  expect(samplesOf('preview of a')).toEqual([
    expect.objectContaining({
      instanceId: 'a',
      at: start + 2_000,
      cpus: 0.5,
      cpuLimit: 2,
      memoryBytes: 640,
      networkRxPerSecond: 100,
      pids: 3,
    }),
  ])
})

test('all that are due are read in one go; the closer, the more somebody is interested', async () => {
  const { live, reads, tickFor, samplesOf } = begin()
  const long = start - 60 * 60_000
  live.targets.set('old', target('old', long))
  live.targets.set('young', target('young', start))
  live.targets.set('watched', target('watched', long))
  live.samples.of('preview of watched').follow({ signal: never })
  await tickFor(61)
  expect(reads.every((ids) => ids.length === new Set(ids).size)).toBe(true)
  expect(reads).toHaveLength(61)
  expect(samplesOf('preview of watched')).toHaveLength(60)
  expect(samplesOf('preview of young')).toHaveLength(30)
  expect(samplesOf('preview of old')).toHaveLength(6)
})

test('nothing is read while there is nothing to measure, and what ended is left out', async () => {
  const { live, reads, gone, tickFor, samplesOf } = begin()
  await tickFor(3)
  expect(reads).toEqual([])
  live.targets.set('a', target('a', start))
  live.targets.set('b', target('b', start))
  gone.add('b')
  await tickFor(5)
  expect(samplesOf('preview of a')).not.toEqual([])
  expect(samplesOf('preview of b')).toEqual([])
  live.targets.delete('a')
  live.targets.delete('b')
  reads.length = 0
  await tickFor(3)
  expect(reads).toEqual([])
})

test('F5: an engine that does not answer is asked again, and samples go on afterwards', async () => {
  const live = createLive()
  live.targets.set('a', target('a', Date.now()))
  let asked = 0
  const usage = async () => {
    asked += 1
    if (asked < 3) throw new Error('no engine')
    abort.abort()
    return new Map()
  }
  const abort = new AbortController()
  await createUsageCollector({ live, runtime: { usage }, log: silentLog }).run(abort.signal)
  expect(asked).toBe(3)
})

test('the samples of a preview go with it', async () => {
  const { live, collector, tickFor, samplesOf } = begin()
  live.targets.set('a', target('a', start))
  await tickFor(5)
  live.targets.delete('a')
  const abort = new AbortController()
  const running = collector.run(abort.signal)
  live.previews.publish({ previewId: 'preview of a', tenantId: 'tenant', kind: 'changed' })
  expect(samplesOf('preview of a')).not.toEqual([])
  live.previews.publish({ previewId: 'preview of a', tenantId: 'tenant', kind: 'removed' })
  await expect.poll(() => samplesOf('preview of a')).toEqual([])
  abort.abort()
  await running
})
