/**
 * One answer for calls that carry the same idempotency key. The first call claims the key, does the work and leaves its
 * answer; the others wait for it and get the same. A claim whose caller died is taken over; a failure gives it back.
 *
 *   (no row)  entered when a claim is given back, or its day is over
 *   pending   somebody does the work; left by the answer, by a failure, or by a take-over
 *   done      the answer stands for a day
 */
import { setTimeout as pause } from 'node:timers/promises'
import { fail } from '@kapsules/domain'
import type { Database } from './database.ts'

export interface IdempotentCall {
  readonly tenantId: string
  readonly key: string
  /** Hash of everything that was asked for. */
  readonly requestHash: string
}

interface Timing {
  /** How long a claim is believed to be alive, ms. */
  readonly claimMs: number
  /** How long to wait for the answer of another call, ms. */
  readonly waitMs: number
}

/** Longer than a deploy takes, and shorter than its caller's patience: who repeats a call after a crash gets an answer. */
const defaultTiming: Timing = { claimMs: 20_000, waitMs: 40_000 }
const keptFor = '24 hours'

type StoredAnswer<T> = { state: 'pending' } | { state: 'done'; answer: T }

/**
 * Does the work once for a key. Throws `conflict` when the key was used for another request, or when the first call
 * does not end in time.
 */
export async function answerOnce<T>(
  database: Database,
  call: IdempotentCall,
  work: () => Promise<T>,
  timing: Timing = defaultTiming,
): Promise<T> {
  const deadline = Date.now() + timing.waitMs
  for (let delay = 20; ; delay = Math.min(delay * 2, 500)) {
    if (await claim(database, call, timing.claimMs)) return doWork(database, call, work)
    const stored = await readAnswer<T>(database, call)
    if (stored?.state === 'done') return stored.answer
    if (Date.now() > deadline)
      fail('conflict', 'The first call with this idempotency key has not ended yet.', 'Ask again in a minute.')
    await pause(delay)
  }
}

async function claim({ pool }: Database, call: IdempotentCall, claimMs: number): Promise<boolean> {
  await pool.query(`delete from idempotency_key where created_at < now() - interval '${keptFor}'`)
  const { rowCount } = await pool.query(
    `insert into idempotency_key (tenant_id, key, request_hash, answer) values ($1, $2, $3, '{"state":"pending"}')
     on conflict (tenant_id, key) do update set created_at = now()
     where idempotency_key.answer->>'state' = 'pending' and idempotency_key.request_hash = $3
       and idempotency_key.created_at < now() - $4 * interval '1 millisecond'`,
    [call.tenantId, call.key, call.requestHash, claimMs],
  )
  return rowCount === 1
}

async function doWork<T>(database: Database, call: IdempotentCall, work: () => Promise<T>): Promise<T> {
  try {
    const answer = await work()
    await database.pool.query('update idempotency_key set answer = $3 where tenant_id = $1 and key = $2', [
      call.tenantId,
      call.key,
      JSON.stringify({ state: 'done', answer } satisfies StoredAnswer<T>),
    ])
    return answer
  } catch (error) {
    await database.pool.query('delete from idempotency_key where tenant_id = $1 and key = $2', [
      call.tenantId,
      call.key,
    ])
    throw error
  }
}

async function readAnswer<T>({ pool }: Database, call: IdempotentCall): Promise<StoredAnswer<T> | null> {
  const { rows } = await pool.query<{ request_hash: string; answer: StoredAnswer<T> }>(
    'select request_hash, answer from idempotency_key where tenant_id = $1 and key = $2',
    [call.tenantId, call.key],
  )
  const row = rows[0]
  if (row && row.request_hash !== call.requestHash) {
    fail(
      'conflict',
      'This idempotency key was used for another request.',
      'Use a new key for each different request, and the same key only to repeat one.',
    )
  }
  return row?.answer ?? null
}
