import { expect, test } from 'vitest'
import { createSignal } from './signal.ts'

const never = new AbortController().signal
const long = 60_000

test('a waiter is woken by a fire', async () => {
  const signal = createSignal()
  const waiting = signal.wait(long, never)
  signal.fire()
  expect(await waiting).toBe(true)
})

test('a fire that came while nobody waited counts once', async () => {
  const signal = createSignal()
  signal.fire()
  signal.fire()
  expect(await signal.wait(long, never)).toBe(true)
  expect(await signal.wait(1, never)).toBe(false)
})

test('the wait ends by itself, and when it is called off', async () => {
  const signal = createSignal()
  expect(await signal.wait(1, never)).toBe(false)
  const abort = new AbortController()
  const waiting = signal.wait(long, abort.signal)
  abort.abort()
  expect(await waiting).toBe(false)
  expect(await signal.wait(long, abort.signal)).toBe(false)
})
