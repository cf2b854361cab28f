import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median, summariseRatios } from './statistics.ts'

describe('statistics', () => {
  it('takes the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(() => median([])).toThrow(RangeError)
  })

  it('the interval holds the median and lies within the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (ratios) => {
          const { median: middle, low, high } = summariseRatios(ratios)
          expect(low).toBeLessThanOrEqual(middle)
          expect(high).toBeGreaterThanOrEqual(middle)
          expect(low).toBeGreaterThanOrEqual(Math.min(...ratios))
          expect(high).toBeLessThanOrEqual(Math.max(...ratios))
        },
      ),
      { numRuns: 50 },
    )
  })
})
