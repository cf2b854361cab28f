import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeTicks, valueTicks } from './ticks.ts'

const MiB = 1024 * 1024

describe('valueTicks', () => {
  it.each([
    [1, 1000, [0, 0.5, 1]],
    [0.9, 1000, [0, 0.5, 1]],
    [7, 1000, [0, 2.5, 5, 7.5]],
    [150_000, 1000, [0, 50_000, 100_000, 150_000]],
    [512 * MiB, 1024, [0, 256 * MiB, 512 * MiB]],
    [0, 1000, [0, 1]],
    [Number.NaN, 1024, [0, 1]],
  ] as const)('up to %d in powers of %d', (top, base, ticks) => {
    expect(valueTicks(top, base)).toEqual(ticks)
  })

  it('always reaches the top with few ticks', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e15, noNaN: true }),
        fc.constantFrom(1000 as const, 1024 as const),
        (top, base) => {
          const ticks = valueTicks(top, base)
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(top * (1 - 1e-6))
          expect(ticks.length).toBeGreaterThanOrEqual(2)
          expect(ticks.length).toBeLessThanOrEqual(5)
        },
      ),
    )
  })
})

describe('timeTicks', () => {
  it('stands at round times', () => {
    expect(timeTicks(61_000, 121_000)).toEqual([75_000, 90_000, 105_000, 120_000])
    expect(timeTicks(0, 900_000)).toEqual([0, 300_000, 600_000, 900_000])
  })

  it('gives a handful within the span, whatever its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 18_000_000 }), fc.integer({ min: 0, max: 1e12 }), (span, from) => {
        const ticks = timeTicks(from, from + span)
        expect(ticks.length).toBeGreaterThanOrEqual(1)
        expect(ticks.length).toBeLessThanOrEqual(6)
        expect(ticks.every((at) => at >= from && at <= from + span)).toBe(true)
      }),
    )
  })
})
