import { expect, test } from 'vitest'
import { createPending } from './pending.ts'

const none: ReadonlySet<string> = new Set()

test('a key waits once however often it is added, and the oldest is taken first', () => {
  const pending = createPending<string>()
  for (const key of ['a', 'b', 'a', 'c', 'b']) pending.add(key)
  expect(pending.size).toBe(3)
  expect([pending.take(none), pending.take(none), pending.take(none), pending.take(none)]).toEqual([
    'a',
    'b',
    'c',
    undefined,
  ])
})

test('a busy key is passed over and keeps its place', () => {
  const pending = createPending<string>()
  for (const key of ['a', 'b']) pending.add(key)
  expect(pending.take(new Set(['a']))).toBe('b')
  expect(pending.take(new Set(['a']))).toBe(undefined)
  expect(pending.take(none)).toBe('a')
})

test('a listener hears of each key added until it is taken away', () => {
  const pending = createPending<string>()
  let heard = 0
  const undo = pending.onAdd(() => {
    heard += 1
  })
  pending.add('a')
  pending.add('a')
  undo()
  pending.add('b')
  expect(heard).toBe(2)
})
