/** Wakes whoever waits for something to change. */
export class Bell {
  #next = Promise.withResolvers<void>()

  ring(): void {
    const { resolve } = this.#next
    this.#next = Promise.withResolvers<void>()
    resolve()
  }

  /** The next ring. Ends as well when the signal fires; the caller looks at the signal. */
  async heard(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = () => resolve()
    signal.addEventListener('abort', stop, { once: true })
    await Promise.race([this.#next.promise, promise])
    signal.removeEventListener('abort', stop)
  }
}
