import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { answerOnce } from './idempotency.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

const call = (key: string, requestHash = 'h', tenantId = 't') => ({ tenantId, key, requestHash })

/** Work that counts how often it was begun. */
function counted<T>(answer: () => Promise<T>) {
  const work = async () => {
    work.begun += 1
    return answer()
  }
  work.begun = 0
  return work
}

test('I8: the work is done once, and everybody gets its answer', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const work = counted(() => held.then(() => ({ id: 7, nothing: null })))
  const answers = Promise.all(Array.from({ length: 10 }, () => answerOnce(fresh.database, call('once'), work)))
  release()
  expect(await answers).toEqual(Array(10).fill({ id: 7, nothing: null }))
  expect(await answerOnce(fresh.database, call('once'), work)).toEqual({ id: 7, nothing: null })
  expect(work.begun).toBe(1)
})

test('B42: the same key for another request is a conflict, also while the first is under way', async () => {
  const other = () => answerOnce(fresh.database, call('other', 'h2'), async () => 'other')
  await answerOnce(fresh.database, call('other'), async () => {
    await expect(other()).rejects.toMatchObject({ fault: { code: 'conflict' } })
    return 'first'
  })
  await expect(other()).rejects.toMatchObject({ fault: { code: 'conflict' } })
  expect(await answerOnce(fresh.database, call('other', 'h2', 'another tenant'), async () => 'theirs')).toBe('theirs')
})

test('a failure gives the key back', async () => {
  const failing = () => answerOnce(fresh.database, call('failed'), () => Promise.reject(new Error('broken')))
  await expect(failing()).rejects.toThrow('broken')
  expect(await answerOnce(fresh.database, call('failed', 'another'), async () => 'done')).toBe('done')
})

test('F1: a claim whose caller died is taken over after a while, by one alone', async () => {
  await fresh.database.pool.query(
    `insert into idempotency_key (tenant_id, key, request_hash, answer, created_at)
     values ('t', 'died', 'h', '{"state":"pending"}', now() - interval '2 minutes')`,
  )
  const work = counted(async () => 'done')
  const answers = await Promise.all(Array.from({ length: 5 }, () => answerOnce(fresh.database, call('died'), work)))
  expect(answers).toEqual(Array(5).fill('done'))
  expect(work.begun).toBe(1)
})

test('nobody waits for ever', async () => {
  await fresh.database.pool.query(
    `insert into idempotency_key (tenant_id, key, request_hash, answer) values ('t', 'slow', 'h', '{"state":"pending"}')`,
  )
  const waiting = answerOnce(fresh.database, call('slow'), async () => 'x', { claimMs: 60_000, waitMs: 50 })
  await expect(waiting).rejects.toMatchObject({ fault: { code: 'conflict' } })
})

test('answers are forgotten after a day', async () => {
  await answerOnce(fresh.database, call('old'), async () => 1)
  await fresh.database.pool.query(
    `update idempotency_key set created_at = now() - interval '25 hours' where key = 'old'`,
  )
  expect(await answerOnce(fresh.database, call('old', 'another'), async () => 2)).toBe(2)
})
