/** Time as the in-memory engine sees it: the machine's, or a test's own. */
import { setImmediate as turn } from 'node:timers/promises'

export interface Clock {
  /** Epoch ms. */
  now(): number
  /** Runs something later; the answer cancels it. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

interface Due {
  readonly at: number
  readonly run: () => void
}

/** A clock that stands still until a test moves it on. */
export class ManualClock implements Clock {
  #now: number
  #due: readonly Due[] = []

  constructor(startMs = 0) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const due: Due = { at: this.#now + ms, run }
    this.#due = [...this.#due, due].sort((a, b) => a.at - b.at)
    return () => {
      this.#due = this.#due.filter((other) => other !== due)
    }
  }

  /** Moves time on and runs what falls due, in order; what waits for it gets its turn each time. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    await turn()
    for (let next = this.#due[0]; next && next.at <= until; next = this.#due[0]) {
      this.#due = this.#due.slice(1)
      this.#now = next.at
      next.run()
      await turn()
    }
    this.#now = until
  }
}

/** Waits on a clock. Throws the signal's reason when it fires first. */
export async function waitFor(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const cancel = clock.after(ms, resolve)
  const onAbort = () => {
    cancel()
    reject(signal.reason)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await promise
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
