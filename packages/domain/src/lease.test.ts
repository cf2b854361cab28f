import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextPort, parseSubnetPool, subnetAt } from './lease.ts'

describe('nextPort', () => {
  const range = { start: 100, end: 104 }

  it('goes on after the last one and wraps', () => {
    expect(nextPort(range, new Set(), null)).toBe(100)
    expect(nextPort(range, new Set(), 102)).toBe(103)
    expect(nextPort(range, new Set(), 104)).toBe(100)
    expect(nextPort(range, new Set([103, 104, 100]), 102)).toBe(101)
  })

  it('says null when all are taken', () => {
    expect(nextPort(range, new Set([100, 101, 102, 103, 104]), 101)).toBeNull()
  })

  it('B26: always gives a free port of the range if there is one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 100, max: 104 })),
        fc.option(fc.integer({ min: 0, max: 70_000 })),
        (taken, last) => {
          const port = nextPort(range, new Set(taken), last)
          if (taken.length === 5) expect(port).toBeNull()
          else expect(port !== null && port >= 100 && port <= 104 && !taken.includes(port)).toBe(true)
        },
      ),
    )
  })
})

describe('subnets', () => {
  it('cuts a pool into /28', () => {
    const pool = parseSubnetPool('10.201.0.0/16')
    expect(pool?.count).toBe(4096)
    expect(pool && [subnetAt(pool, 0), subnetAt(pool, 16), subnetAt(pool, 4095)]).toEqual([
      '10.201.0.0/28',
      '10.201.1.0/28',
      '10.201.255.240/28',
    ])
    expect(() => pool && subnetAt(pool, 4096)).toThrow(RangeError)
  })

  it.each(['10.0.0.0', '10.0.0.0/33', '300.0.0.0/16', '10.0.0.1/16', '10.0.0.0/29', 'fd00::/8', '10.0.0.0/16;x'])(
    'refuses %j',
    (text) => {
      expect(parseSubnetPool(text)).toBeNull()
    },
  )
})
