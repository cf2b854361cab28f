/**
 * Work that many may ask for at once and that is done once. A run goes on while somebody waits for it: who gives up
 * leaves at once, and the last to leave stops the run. The next to ask then starts a new one.
 */
export class SharedRuns<T> {
  readonly #running = new Map<string, Run<T>>()

  /** Joins the run of this key or starts it. Throws what the work throws, or the reason of the caller's own signal. */
  async join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    const run = this.#running.get(key) ?? this.#start(key, work)
    run.waiting++
    const left = Promise.withResolvers<never>()
    const leave = () => left.reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await Promise.race([run.result, left.promise])
    } finally {
      signal.removeEventListener('abort', leave)
      run.waiting--
      if (run.waiting === 0) this.#end(key, run)
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Run<T> {
    const stop = new AbortController()
    const run = { result: work(stop.signal), stop, waiting: 0 }
    this.#running.set(key, run)
    return run
  }

  #end(key: string, run: Run<T>): void {
    if (this.#running.get(key) === run) this.#running.delete(key)
    run.stop.abort(new DOMException('Nobody waits for this any more.', 'AbortError'))
  }
}

interface Run<T> {
  readonly result: Promise<T>
  readonly stop: AbortController
  waiting: number
}

/** Lets work through one at a time, in the order in which it came. */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve()

  pass<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    // the next in line waits for the end of this one, not for its success
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
