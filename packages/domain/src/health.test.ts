import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beginHealth,
  type HealthState,
  observeProbe,
  type Probe,
  probeDelay,
  defaultHealthSettings as settings,
} from './health.ts'

const ok: Probe = { kind: 'answered', status: 200, latencyMs: 1 }
const broken: Probe = { kind: 'answered', status: 500, latencyMs: 1 }
const silent: Probe = { kind: 'silent', why: 'connection refused' }

function after(probes: readonly Probe[], from: HealthState = beginHealth(0), stepMs = 1000): HealthState {
  return probes.reduce(
    (state, probe, index) => observeProbe(state, probe, state.since + (index + 1) * stepMs, settings),
    from,
  )
}

describe('health', () => {
  it('is unknown until the first good answer, then healthy', () => {
    expect(after([silent, broken])).toMatchObject({ verdict: 'pending', health: 'unknown' })
    expect(after([silent, ok])).toMatchObject({ verdict: 'ready', health: 'healthy' })
    expect(after([{ kind: 'answered', status: 404, latencyMs: 1 }])).toMatchObject({ verdict: 'ready' })
  })

  it('gives up when the start grace is over, and says what it last saw', () => {
    const state = observeProbe(beginHealth(0), broken, settings.startGraceMs, settings)
    expect(state).toMatchObject({ verdict: 'never-ready', health: 'unhealthy' })
    expect(state.reason).toContain('500')
  })

  it('a verdict is final', () => {
    const ready = after([ok])
    expect(after([silent, silent, silent, silent], ready).verdict).toBe('ready')
    const never = observeProbe(beginHealth(0), silent, settings.startGraceMs, settings)
    expect(observeProbe(never, ok, settings.startGraceMs + 1, settings).verdict).toBe('never-ready')
  })

  it('one bad answer changes nothing, three do: degraded for 5xx, unhealthy for silence', () => {
    const ready = after([ok])
    expect(after([silent, silent], ready).health).toBe('healthy')
    expect(after([silent, silent, silent], ready).health).toBe('unhealthy')
    expect(after([broken, broken, broken], ready).health).toBe('degraded')
  })

  it('recovers after two good answers', () => {
    const sick = after([ok, silent, silent, silent])
    expect(after([ok], sick).health).toBe('unhealthy')
    expect(after([ok, ok], sick).health).toBe('healthy')
  })

  it('never goes back to pending or unknown, whatever is seen', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(ok, broken, silent)), (probes) => {
        const state = after([ok, ...probes])
        expect(state.verdict).toBe('ready')
        expect(state.health).not.toBe('unknown')
      }),
    )
  })

  it('probes densely at first and steadily later', () => {
    expect(probeDelay(beginHealth(0), 100, 5000)).toBeLessThan(probeDelay(beginHealth(0), 20_000, 5000))
    expect(probeDelay(after([ok]), 100, 5000)).toBe(5000)
  })
})
