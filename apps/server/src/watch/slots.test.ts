import { expect, test } from 'vitest'
import { createSlots } from './slots.ts'

test('at most so much runs at once, in order, and work that throws frees its place', async () => {
  const slots = createSlots(2)
  const begun: number[] = []
  let running = 0
  let most = 0
  const work = (number: number) =>
    slots(async () => {
      begun.push(number)
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      if (number % 2 === 0) throw new Error('even')
    })
  const results = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(work))
  expect(begun).toEqual([1, 2, 3, 4, 5, 6])
  expect(most).toBe(2)
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
  ])
})
