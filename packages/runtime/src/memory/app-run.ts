/**
 * An app that follows a script instead of running. Its own time stands still while it is paused.
 *
 *   running  prints, becomes ready, and may end by itself, each at its time
 *   paused   nothing happens; left by resume or by an end from outside
 *   exited   over (final)
 */
import type { ExitReport, Listener } from '@kapsules/domain'
import type { Clock } from './clock.ts'

export interface AppScript {
  /** What it prints, ms after its start, in order. */
  readonly output?: readonly {
    readonly afterMs: number
    readonly channel: 'stdout' | 'stderr'
    readonly text: string
  }[]
  /** When it begins to answer, ms after its start: at once by default; never when null. */
  readonly readyAfterMs?: number | null
  /** What it answers. */
  readonly answer?: { readonly status: number; readonly body: string }
  /** How it ends by itself. */
  readonly exit?: { readonly afterMs: number; readonly exitCode: number; readonly outOfMemory?: boolean }
  /** How long it takes to go after SIGTERM, ms: 0 by default; null when it does not care. */
  readonly stopsAfterMs?: number | null
  /** What it listens on once it is ready: its own port on all addresses by default. */
  readonly listeners?: readonly Listener[]
  readonly cpus?: number
  readonly memoryBytes?: number
}

interface Moment {
  readonly afterMs: number
  readonly happens: () => void
}

export interface AppRunEvents {
  print(channel: 'stdout' | 'stderr', text: string): void
  exited(exit: ExitReport): void
}

export class AppRun {
  readonly script: AppScript
  readonly #clock: Clock
  readonly #events: AppRunEvents
  #state: 'running' | 'paused' | 'exited' = 'running'
  #moments: Moment[]
  #ranMs = 0
  #runningSince: number
  #cancel: () => void = () => undefined

  constructor(script: AppScript, clock: Clock, events: AppRunEvents) {
    this.script = script
    this.#clock = clock
    this.#events = events
    this.#runningSince = clock.now()
    this.#moments = (script.output ?? []).map(({ afterMs, channel, text }) => ({
      afterMs,
      happens: () => events.print(channel, text),
    }))
    const { exit } = script
    if (exit) {
      const report = { exitCode: exit.exitCode, outOfMemory: exit.outOfMemory ?? false }
      this.#moments.push({ afterMs: exit.afterMs, happens: () => this.finish(report) })
      this.#moments.sort((a, b) => a.afterMs - b.afterMs)
    }
    this.#schedule()
  }

  /** How long it has run, without its pauses, ms. */
  get ranMs(): number {
    return this.#ranMs + (this.#state === 'running' ? this.#clock.now() - this.#runningSince : 0)
  }

  get ready(): boolean {
    const { readyAfterMs = 0 } = this.script
    return this.#state === 'running' && readyAfterMs !== null && this.ranMs >= readyAfterMs
  }

  pause(): void {
    if (this.#state !== 'running') return
    this.#ranMs = this.ranMs
    this.#state = 'paused'
    this.#cancel()
  }

  resume(): void {
    if (this.#state !== 'paused') return
    this.#runningSince = this.#clock.now()
    this.#state = 'running'
    this.#schedule()
  }

  /** Ends it now, from outside or by itself. Nothing to do when it is over. */
  finish(exit: ExitReport): void {
    if (this.#state === 'exited') return
    this.#ranMs = this.ranMs
    this.#state = 'exited'
    this.#cancel()
    this.#events.exited(exit)
  }

  #schedule(): void {
    const [next, ...later] = this.#moments
    if (!next || this.#state !== 'running') return
    this.#cancel = this.#clock.after(Math.max(0, next.afterMs - this.ranMs), () => {
      this.#moments = later
      next.happens()
      this.#schedule()
    })
  }
}
