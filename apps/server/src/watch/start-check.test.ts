import type { Listener } from '@kapsules/domain'
import { expect, test } from 'vitest'
import type { InstanceTarget } from '../live/live.ts'
import { createStartCheck } from './start-check.ts'

const never = new AbortController().signal
const target: InstanceTarget = {
  instanceId: 'instance',
  previewId: 'preview',
  tenantId: 'tenant',
  hostPort: 41_000,
  appPort: 3000,
  cpuLimit: 1,
  memoryLimitBytes: 1,
  startedAt: 0,
  wasReady: false,
}
const at = (address: string, port: number): Listener => ({ address, port })

/** What the check says at each age, when these looks are to be had, one after the other. */
async function story(ages: readonly number[], ...looks: (readonly Listener[] | null | Error)[]) {
  let looked = 0
  const check = createStartCheck({
    listeners: async () => {
      const look = looks[Math.min(looked, looks.length - 1)]
      looked += 1
      if (look instanceof Error) throw look
      return look ?? null
    },
  })
  const said: (string | null)[] = []
  for (const age of ages) said.push(await check(target, age, never))
  return { said, looked }
}

test('nothing is looked at before 5 s, nor more often than every 3 s', async () => {
  const { said, looked } = await story([0, 4_999, 5_000, 5_100, 7_999, 8_000], [at('0.0.0.0', 3000)])
  expect(looked).toBe(2)
  expect(said.every((why) => why === null)).toBe(true)
})

test('two looks that find the wrong port are believed', async () => {
  const { said } = await story([5_000, 8_000], [at('0.0.0.0', 8080)])
  expect(said).toEqual([null, 'Listens on port 8080 instead of 3000.'])
})

test('two looks that find it on localhost only are believed', async () => {
  const { said } = await story([5_000, 8_000], [at('127.0.0.1', 3000)])
  expect(said).toEqual([null, 'Listens on 127.0.0.1 only, where nobody else can reach it.'])
})

test('looks that differ, or that see nothing, conclude nothing', async () => {
  const ages = [5_000, 8_000, 11_000, 14_000, 17_000]
  const wrong = [at('0.0.0.0', 8080)]
  expect((await story(ages, wrong, [at('127.0.0.1', 3000)], wrong, [], wrong)).said).toEqual(Array(5).fill(null))
  expect((await story(ages, wrong, null, wrong, new Error('no engine'), wrong)).said).toEqual(Array(5).fill(null))
})
