/** Sees that the embedded Postgres runs for as long as the server does: one that was killed is started again. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { isRunning } from './postmaster.ts'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start.ts'

export interface PostgresKeeper {
  /** Starts it again, at the same address, if it does not run. Throws `database-unreachable`. */
  tick(signal: AbortSignal): Promise<void>
  /** Looks again and again until the signal fires. */
  run(signal: AbortSignal): Promise<void>
}

export interface KeeperParts {
  readonly postgres: EmbeddedPostgres
  readonly options: Omit<EmbeddedPostgresOptions, 'signal' | 'port'>
  readonly log: Log
}

const lookMs = 1_000

/** Makes the keeper of a Postgres that was started with these options. */
export function createPostgresKeeper({ postgres, options, log }: KeeperParts): PostgresKeeper {
  const port = Number(new URL(postgres.url).port)
  const cluster = join(options.dataDir, 'cluster')
  let isAway = false

  const tick = async (signal: AbortSignal) => {
    if (await isRunning(cluster)) return
    if (!isAway) log.warn('the embedded Postgres is gone and is started again')
    isAway = true
    await startEmbeddedPostgres({ ...options, port, signal })
    isAway = false
    log.info('the embedded Postgres runs again')
  }
  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const wasAway = isAway
      await tick(signal).catch((error: unknown) => {
        if (!signal.aborted && !wasAway) log.error('the embedded Postgres cannot be started again', { error })
      })
      await delay(lookMs, undefined, { signal }).catch(() => undefined)
    }
  }
  return { tick, run }
}
