/** Writes that must not be lost because the database was away for a while. */
import { setTimeout as pause } from 'node:timers/promises'
import { toFault } from '@kapsules/domain'

const firstDelayMs = 100
const maxDelayMs = 2_000

/**
 * Does a write again for as long as the database cannot be reached, with a pause that doubles up to 2 s. Every other
 * failure is thrown at once; when the signal fires, the last one is.
 */
export async function persist<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let delay = firstDelayMs; ; delay = Math.min(delay * 2, maxDelayMs)) {
    try {
      return await write()
    } catch (error) {
      if (signal.aborted || toFault(error).code !== 'database-unreachable') throw error
      await pause(delay, undefined, { signal }).catch(() => undefined)
    }
  }
}
