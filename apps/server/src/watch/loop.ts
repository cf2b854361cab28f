/** What all loops of watch have in common: they outlive faults, wait longer after each, and say so once. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../log.ts'

/** Waits; returns early, and does not throw, when the signal fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

export interface Trouble {
  /** It worked. The trouble is over when it has not been met again for a while. */
  over(): void
  /** It did not. Gives how long to wait before the next try, ms: twice as long each time. */
  met(error: unknown): number
}

const firstWaitMs = 100
const maxWaitMs = 5_000
const calmMs = 5_000

/** Follows the tries of one thing; `what` completes the sentence "... fails" in the log. */
export function createTrouble(log: Log, what: string, fields: Readonly<Record<string, unknown>> = {}): Trouble {
  let wait = 0
  let metAt = 0
  return {
    over() {
      if (wait === 0 || performance.now() - metAt < calmMs) return
      log.info(`${what} works again`, fields)
      wait = 0
    },
    met(error) {
      metAt = performance.now()
      if (wait === 0) log.warn(`${what} fails`, { ...fields, error })
      wait = wait === 0 ? firstWaitMs : Math.min(wait * 2, maxWaitMs)
      return wait
    },
  }
}

export interface LoopOptions {
  readonly what: string
  readonly tick: () => Promise<void>
  /** Waits for the next time, when the last one worked. */
  readonly rest: (signal: AbortSignal) => Promise<unknown>
  readonly log: Log
}

/** Ticks until the signal fires. */
export async function runLoop({ what, tick, rest, log }: LoopOptions, signal: AbortSignal): Promise<void> {
  const trouble = createTrouble(log, what)
  while (!signal.aborted) {
    try {
      await tick()
      trouble.over()
      await rest(signal)
    } catch (error) {
      if (!signal.aborted) await pause(trouble.met(error), signal)
    }
  }
}
