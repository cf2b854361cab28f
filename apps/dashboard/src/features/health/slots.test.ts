import type { Health } from '@kapsules/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incidentsOf, slotsOf, stretchesOf, uptimeOf } from './slots.ts'

const change = (at: number, health: Health) => ({ at, health, reason: `${health}.` })

describe('stretchesOf', () => {
  it('begins with the state at the start and ends now', () => {
    expect(stretchesOf([change(-50, 'healthy'), change(30, 'degraded')], 0, 100)).toEqual([
      { from: 0, to: 30, health: 'healthy', reason: 'healthy.' },
      { from: 30, to: 100, health: 'degraded', reason: 'degraded.' },
    ])
  })

  it('leaves out what is over before the start', () => {
    expect(stretchesOf([change(-50, 'unhealthy'), change(-20, 'healthy')], 0, 10)).toHaveLength(1)
  })
})

describe('slotsOf', () => {
  it('shows the worst of each slot, and nothing where nothing is known', () => {
    const stretches = stretchesOf([change(25, 'healthy'), change(55, 'unhealthy'), change(56, 'healthy')], 0, 100)
    expect(slotsOf(stretches, 0, 100, 4).map(({ worst }) => worst)).toEqual([null, 'healthy', 'unhealthy', 'healthy'])
  })

  it('counts knowing it to be well for more than not knowing', () => {
    const stretches = stretchesOf([change(0, 'unknown'), change(5, 'healthy')], 0, 10)
    expect(slotsOf(stretches, 0, 10, 1)[0]?.worst).toBe('healthy')
  })
})

describe('uptimeOf', () => {
  it('is the healthy share of the known time', () => {
    const stretches = stretchesOf([change(0, 'unknown'), change(50, 'healthy'), change(90, 'degraded')], 0, 100)
    expect(uptimeOf(stretches)).toBe(0.8)
    expect(uptimeOf([])).toBeNull()
    expect(uptimeOf(stretchesOf([change(0, 'unknown')], 0, 100))).toBeNull()
  })

  it('is between nothing and all, and all only without an incident', () => {
    const health = fc.constantFrom<Health>('healthy', 'degraded', 'unhealthy', 'unknown')
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -100, max: 999 }), health)), (raw) => {
        const changes = raw.sort(([one], [other]) => one - other).map(([at, it]) => change(at, it))
        const stretches = stretchesOf(changes, 0, 1000)
        const uptime = uptimeOf(stretches)
        if (uptime === null) return
        expect(uptime).toBeGreaterThanOrEqual(0)
        expect(uptime === 1).toBe(incidentsOf(stretches).length === 0)
      }),
    )
  })
})

describe('incidentsOf', () => {
  it('names the newest first', () => {
    const changes = [change(0, 'degraded'), change(10, 'healthy'), change(20, 'unhealthy'), change(30, 'healthy')]
    expect(incidentsOf(stretchesOf(changes, 0, 100)).map(({ from }) => from)).toEqual([20, 0])
  })
})
