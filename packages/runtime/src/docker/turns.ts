import { unlessAborted } from './deadline.ts'

/** Lets work on one thing happen one after the other, while work on other things goes on. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Does the work when all that came before on the same thing is over. Throws the signal's reason while it waits. */
  async take<T>(thing: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(thing) ?? Promise.resolve()
    const mine = Promise.withResolvers<void>()
    const last = Promise.allSettled([before, mine.promise])
    this.#last.set(thing, last)
    try {
      await unlessAborted(before, signal)
      return await work()
    } finally {
      mine.resolve()
      if (this.#last.get(thing) === last) this.#last.delete(thing)
    }
  }
}
