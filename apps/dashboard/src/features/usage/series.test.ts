import type { Sample } from '@kapsules/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSamples, metrics, toPoints } from './series.ts'

function sample(at: number, part: Partial<Sample> = {}): Sample {
  return {
    instanceId: 'i',
    at,
    cpus: 0.5,
    cpuLimit: 1,
    memoryBytes: 100,
    memoryLimitBytes: 1000,
    networkRxPerSecond: 0,
    networkTxPerSecond: 0,
    blockReadPerSecond: 0,
    blockWritePerSecond: 0,
    pids: 3,
    throttledShare: 0,
    ...part,
  }
}

const every = (ms: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / ms) + 1 }, (_, index) => sample(from + index * ms))
const gapsIn = (points: readonly { cpus: number | null }[]) => points.filter(({ cpus }) => cpus === null).length

describe('addSamples', () => {
  it('keeps the order of time and takes each sample once when a stream replays', () => {
    const known = every(1000, 1000, 5000)
    const fresh = every(1000, 3000, 8000)
    expect(addSamples(known, fresh).map(({ at }) => at)).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000])
  })

  it('is bounded', () => {
    expect(addSamples(every(1000, 0, 3_000_000), [sample(4_000_000)]).length).toBeLessThanOrEqual(1200)
  })
})

describe('toPoints', () => {
  it('gives the values as they are when there is room', () => {
    const points = toPoints([sample(1000, { cpus: 0.1 }), sample(2000, { cpus: 0.2 })], 0, 5000, 1000)
    expect(points.map(({ at, cpus }) => [at, cpus])).toEqual([
      [1000, 0.1],
      [2000, 0.2],
    ])
  })

  it('takes the mean of what falls into one step', () => {
    const points = toPoints([sample(10_000, { pids: 2 }), sample(11_000, { pids: 4 })], 0, 20_000, 5000)
    expect(points).toMatchObject([{ at: 11_000, pids: 3 }])
  })

  it('leaves a gap where nothing was measured', () => {
    expect(gapsIn(toPoints([...every(1000, 0, 20_000), ...every(1000, 60_000, 80_000)], 0, 90_000, 1000))).toBe(1)
  })

  it('takes a slower rate for what it is, not for gaps', () => {
    expect(gapsIn(toPoints([...every(10_000, 0, 100_000), ...every(1000, 101_000, 120_000)], 0, 130_000, 1000))).toBe(0)
    expect(gapsIn(toPoints(every(60_000, 0, 900_000), 0, 900_000, 4000))).toBe(0)
  })

  it('shows only the new one from when one instance replaces another, after a gap', () => {
    const before = every(1000, 0, 20_000)
    const after = every(1000, 10_000, 20_000).map((it) => ({ ...it, instanceId: 'j', pids: 9 }))
    const mixed = [...before, ...after].sort((one, other) => one.at - other.at)
    const points = toPoints(mixed, 0, 30_000, 1000)
    expect(gapsIn(points)).toBe(1)
    expect(points.filter(({ at, pids }) => at >= 10_000 && pids !== null).every(({ pids }) => pids === 9)).toBe(true)
  })

  it('stays within the span, rises in time and has about one point a step, whatever was measured', () => {
    const when = fc.uniqueArray(fc.integer({ min: 0, max: 200_000 }), { maxLength: 200 })
    fc.assert(
      fc.property(when, fc.integer({ min: 1000, max: 10_000 }), (times, step) => {
        const samples = times.sort((one, other) => one - other).map((at) => sample(at))
        const points = toPoints(samples, 50_000, 150_000, step)
        const ats = points.map(({ at }) => at)
        expect(ats).toEqual([...ats].sort((one, other) => one - other))
        expect(points.filter(({ cpus }) => cpus !== null).length).toBeLessThanOrEqual(
          100_000 / step + gapsIn(points) + 3,
        )
        expect(ats.every((at) => at >= 50_000 - step - 1 && at <= 150_000)).toBe(true)
      }),
    )
  })

  it('knows every metric that is charted', () => {
    const [point] = toPoints([sample(1000)], 0, 2000, 1000)
    expect(Object.keys(point ?? {}).sort()).toEqual(['at', ...metrics].sort())
  })
})
