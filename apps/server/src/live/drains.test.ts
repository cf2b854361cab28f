import { expect, test } from 'vitest'
import { createDrains } from './drains.ts'

const long = 60_000

test('whoever waits is told when everything is stored', async () => {
  const drains = createDrains()
  const stored = drains.begin('a')
  const waiting = Promise.all([drains.drained('a', long), drains.drained('a', long)])
  stored()
  expect(await waiting).toEqual([true, true])
})

test('what nobody collects, or what is stored already, is not waited for', async () => {
  const drains = createDrains()
  expect(await drains.drained('a', long)).toBe(true)
  drains.begin('a')()
  expect(await drains.drained('a', long)).toBe(true)
})

test('the wait is bounded', async () => {
  const drains = createDrains()
  drains.begin('a')
  expect(await drains.drained('a', 1)).toBe(false)
})

test('the end of an earlier collection is not that of a later one', async () => {
  const drains = createDrains()
  const first = drains.begin('a')
  drains.begin('a')
  first()
  expect(await drains.drained('a', 1)).toBe(false)
})
