import type { RuntimeEvent } from '../driver.ts'
import { Bell } from './bell.ts'

/** Hands events to all who listen, and can lose them as an engine does. */
export class EventFeed {
  readonly #listeners = new Set<{ readonly queue: RuntimeEvent[]; readonly bell: Bell }>()
  /** While true every event is lost. */
  deaf = false

  publish(event: RuntimeEvent): void {
    if (this.deaf) return
    for (const { queue, bell } of this.#listeners) {
      queue.push(event)
      bell.ring()
    }
  }

  /** Breaks every listener's connection: what was not read is lost, and each hears that it was reconnected. */
  cut(at: number): void {
    for (const { queue, bell } of this.#listeners) {
      queue.splice(0, queue.length, { kind: 'reconnected', instanceId: null, previewId: null, at })
      bell.ring()
    }
  }

  /** Listens from this call on, until the signal fires. */
  listen(signal: AbortSignal): AsyncGenerator<RuntimeEvent> {
    const listener = { queue: [] as RuntimeEvent[], bell: new Bell() }
    this.#listeners.add(listener)
    return this.#read(listener, signal)
  }

  async *#read(listener: { queue: RuntimeEvent[]; bell: Bell }, signal: AbortSignal): AsyncGenerator<RuntimeEvent> {
    try {
      while (!signal.aborted) {
        const event = listener.queue.shift()
        if (event) yield event
        else await listener.bell.heard(signal)
      }
    } finally {
      this.#listeners.delete(listener)
    }
  }
}
