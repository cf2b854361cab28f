import { createSignal } from '../live/signal.ts'
import type { Log } from '../log.ts'
import type { Sql } from '../store/database.ts'
import { appendHealthChange, type NewHealthChange } from '../store/health.ts'
import { runLoop } from './loop.ts'

/** Takes changes of health to the store, in order; keeps them while the database is away, so that probing never waits. */
export interface HealthRecord {
  add(change: NewHealthChange): void
  /** Stores what waits. Throws when the store does; what is not stored waits on. */
  tick(): Promise<void>
  /** Stores changes as they come until the signal fires. */
  run(signal: AbortSignal): Promise<void>
}

/** Changes that are kept in memory; of a longer outage the oldest are lost, and that is said. */
const keptChanges = 10_000
const restMs = 60_000

/** Makes the record of one server. */
export function createHealthRecord({ database, log }: { database: { readonly pool: Sql }; log: Log }): HealthRecord {
  const waiting: NewHealthChange[] = []
  const added = createSignal()
  let lost = 0

  const tick = async () => {
    if (lost > 0) log.warn('changes of health were lost while the database was away', { lost })
    lost = 0
    for (let next = waiting[0]; next; next = waiting[0]) {
      await appendHealthChange(database.pool, next)
      if (waiting[0] === next) waiting.shift()
    }
  }
  return {
    add(change) {
      waiting.push(change)
      if (waiting.length > keptChanges) {
        waiting.shift()
        lost += 1
      }
      added.fire()
    },
    tick,
    run: (signal) =>
      runLoop({ what: 'the record of health', tick, rest: (end) => added.wait(restMs, end), log }, signal),
  }
}
