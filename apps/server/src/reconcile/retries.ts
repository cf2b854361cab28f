/** When a preview is to be looked at again, and how long to wait after it failed. */
import type { Live } from '../live/live.ts'

const firstRetryMs = 250
const maxRetryMs = 15_000
/** Longer timers fire at once in Node; a preview that waits longer is looked at in between. */
const longestTimerMs = 2 ** 31 - 1

export interface Retries {
  /** It went well: the next failure begins anew. */
  succeeded(previewId: string): void
  /** It failed once more: it is touched again after a pause that doubles up to 15 s. Returns how often it failed running. */
  failed(previewId: string): number
  /** Touches the preview at that time, epoch ms. A later call replaces an earlier one. */
  touchAt(previewId: string, at: number): void
  /** Forgets all that was planned. */
  clear(): void
}

/** Makes the memory of one loop. */
export function createRetries(touched: Live['touched']): Retries {
  const failures = new Map<string, number>()
  const timers = new Map<string, NodeJS.Timeout>()

  const touchAt = (previewId: string, at: number) => {
    clearTimeout(timers.get(previewId))
    const fire = () => {
      timers.delete(previewId)
      touched.add(previewId)
    }
    timers.set(previewId, setTimeout(fire, Math.max(0, Math.min(at - Date.now(), longestTimerMs))))
  }
  return {
    succeeded: (previewId) => void failures.delete(previewId),
    failed(previewId) {
      const count = (failures.get(previewId) ?? 0) + 1
      failures.set(previewId, count)
      touchAt(previewId, Date.now() + Math.min(maxRetryMs, firstRetryMs * 2 ** (count - 1)))
      return count
    },
    touchAt,
    clear() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
