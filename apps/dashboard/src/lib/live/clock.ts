/** One clock for every relative time on the page: a single timer, and readers that change only as often as they need. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function watchClock(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, epoch ms, in steps of `stepMs`. */
export function useNow(stepMs = 1000): number {
  return useSyncExternalStore(watchClock, () => Math.floor(Date.now() / stepMs) * stepMs)
}
