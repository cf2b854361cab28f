/**
 * Hands new entries of the timeline to whoever follows it. Entries are written in the transactions of the facts they tell
 * of, so they are read back rather than announced: what is followed is what was committed.
 */
import type { Live } from '../live/live.ts'
import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import { readEventsAfter, readLastEventId } from '../store/read-events.ts'

/** How often is looked when nobody says that something changed, ms. */
const pollMs = 500
/** Numbers are given before the commit, so a lower one may appear after a higher one; this far back is looked again. */
const lookBack = 200

export interface EventPump {
  /** Publishes the entries that are new since the last tick. The first tick only finds out where the timeline ends. */
  tick(): Promise<void>
  /** Works until the signal fires. */
  run(signal: AbortSignal): Promise<void>
}

/** Makes the pump of this process. */
export function createEventPump({ database, live, log }: { database: Database; live: Live; log: Log }): EventPump {
  let last: number | null = null
  let seen = new Set<number>()

  const tick = async () => {
    const isFirst = last === null
    const start = last ?? (await readLastEventId(database))
    const rows = await readEventsAfter(
      database,
      { tenantId: null },
      { afterId: Math.max(0, start - lookBack), limit: 1000 },
    )
    if (!isFirst) for (const row of rows) if (!seen.has(row.id)) live.events.publish(row)
    last = Math.max(start, ...rows.map((row) => row.id))
    seen = new Set(rows.map((row) => row.id))
  }

  const run = async (signal: AbortSignal) => {
    const news = createNews(live, signal)
    let wasAway = false
    while (!signal.aborted) {
      try {
        await tick()
        wasAway = false
      } catch (error) {
        if (!wasAway) log.warn('the timeline cannot be read', { error })
        wasAway = true
      }
      await news(pollMs)
    }
  }

  return { tick, run }
}

/** Waits for word of a change, at most so long. */
function createNews(live: Live, signal: AbortSignal): (timeoutMs: number) => Promise<void> {
  return (timeoutMs) =>
    new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        undo()
        signal.removeEventListener('abort', finish)
        resolve()
      }
      const undo = live.touched.onAdd(finish)
      const timer = setTimeout(finish, timeoutMs)
      signal.addEventListener('abort', finish, { once: true })
    })
}
