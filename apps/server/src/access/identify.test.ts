import { expect, test } from 'vitest'
import { remembered } from './identify.ts'
import { anonymous } from './who.ts'

test('who calls is asked once for a while, and never twice at the same time', async () => {
  let now = 0
  let asked = 0
  const identify = remembered(
    async () => {
      asked += 1
      return anonymous
    },
    100,
    () => now,
  )
  await Promise.all([identify(), identify(), identify()])
  now = 99
  await identify()
  expect(asked).toBe(1)
  now = 100
  await identify()
  expect(asked).toBe(2)
})

test('a failure is not remembered', async () => {
  let asked = 0
  const identify = remembered(async () => {
    asked += 1
    if (asked === 1) throw new Error('away')
    return anonymous
  }, 100)
  await expect(identify()).rejects.toThrow('away')
  await expect(identify()).resolves.toBe(anonymous)
})
