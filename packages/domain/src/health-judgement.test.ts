import { expect, test } from 'vitest'
import { adoptHealth, beginHealth, defaultHealthSettings, giveUpEarly, observeProbe, type Probe } from './health.ts'

const settings = defaultHealthSettings
const good: Probe = { kind: 'answered', status: 200, latencyMs: 1 }
const silent: Probe = { kind: 'silent', why: 'nothing listens on its port' }

test('an adopted instance is ready, and its first good answer makes it healthy', () => {
  const adopted = adoptHealth(0, 1_000_000, settings)
  expect(adopted).toMatchObject({ verdict: 'ready', health: 'unknown', startedAt: 0, since: 1_000_000 })
  expect(observeProbe(adopted, good, 1_000_001, settings)).toMatchObject({ health: 'healthy', since: 1_000_001 })
})

test('an adopted instance that is silent becomes unhealthy like any other, and is never judged by its start', () => {
  let state = adoptHealth(0, 1_000_000, settings)
  for (let count = 1; count < settings.failureThreshold; count += 1) {
    state = observeProbe(state, silent, 1_000_000 + count, settings)
    expect(state).toMatchObject({ verdict: 'ready', health: 'unknown' })
  }
  expect(observeProbe(state, silent, 1_000_100, settings)).toMatchObject({ verdict: 'ready', health: 'unhealthy' })
})

test('giving up early is final, and does not touch an instance that was judged', () => {
  const given = giveUpEarly(beginHealth(0), 'Listens elsewhere.', 8_000)
  expect(given).toMatchObject({
    verdict: 'never-ready',
    health: 'unhealthy',
    reason: 'Listens elsewhere.',
    since: 8_000,
  })
  expect(observeProbe(given, good, 9_000, settings).verdict).toBe('never-ready')
  const ready = observeProbe(beginHealth(0), good, 1_000, settings)
  expect(giveUpEarly(ready, 'Listens elsewhere.', 8_000)).toBe(ready)
})
