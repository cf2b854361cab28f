/** A container in memory: a spec, an app that follows a script, and what it printed. */
import { cleanLine, type ExitReport, type UsageCounters } from '@kapsules/domain'
import type { InstanceSpec, ObservedInstance, RuntimeEvent, RuntimeLine } from '../driver.ts'
import { AppRun, type AppScript } from './app-run.ts'
import { Bell } from './bell.ts'
import { type Clock, waitFor } from './clock.ts'

export type Tell = (kind: RuntimeEvent['kind'], container: MemoryContainer) => void

export class MemoryContainer {
  readonly spec: InstanceSpec
  readonly lines: RuntimeLine[] = []
  /** Rings when a line was printed or the state changed. */
  readonly bell = new Bell()
  readonly #id: string
  readonly #clock: Clock
  readonly #tell: Tell
  readonly #createdAt: number
  #state: ObservedInstance['state'] = 'created'
  #startedAt: number | null = null
  #exit: ExitReport | null = null
  #run: AppRun | null = null

  constructor(id: string, spec: InstanceSpec, clock: Clock, tell: Tell) {
    this.#id = id
    this.spec = spec
    this.#clock = clock
    this.#tell = tell
    this.#createdAt = clock.now()
  }

  get state(): ObservedInstance['state'] {
    return this.#state
  }

  get run(): AppRun | null {
    return this.#run
  }

  /** Whether it holds its host port. */
  get up(): boolean {
    return this.#state === 'running' || this.#state === 'paused'
  }

  observe(): ObservedInstance {
    const { instanceId, previewId } = this.spec
    return {
      instanceId,
      previewId,
      containerId: this.#id,
      state: this.#state,
      exit: this.#exit,
      createdAt: this.#createdAt,
      startedAt: this.#startedAt,
    }
  }

  start(script: AppScript): void {
    if (this.up) return
    this.#exit = null
    this.#startedAt = this.#clock.now()
    this.#become('running', 'started')
    this.#run = new AppRun(script, this.#clock, {
      print: (channel, text) => this.#print(channel, text),
      exited: (exit) => {
        this.#exit = exit
        if (exit.outOfMemory) this.#tell('out-of-memory', this)
        this.#become('exited', 'exited')
      },
    })
  }

  pause(): void {
    if (this.#state !== 'running') return
    this.#run?.pause()
    this.#become('paused', 'paused')
  }

  resume(): void {
    if (this.#state !== 'paused') return
    this.#run?.resume()
    this.#become('running', 'resumed')
  }

  /** SIGTERM, then SIGKILL once the grace is over. Throws the signal's reason when it fires first. */
  async stop(graceMs: number, signal: AbortSignal): Promise<void> {
    if (!this.up) return
    this.resume()
    const stopsAfterMs = this.#run?.script.stopsAfterMs ?? (this.#run?.script.stopsAfterMs === null ? null : 0)
    const patient = stopsAfterMs !== null && stopsAfterMs <= graceMs
    const waitMs = patient ? stopsAfterMs : graceMs
    if (waitMs > 0) await waitFor(this.#clock, waitMs, signal)
    this.#run?.finish({ exitCode: patient ? 143 : 137, outOfMemory: false })
  }

  /** Ends the app as a crash does. */
  crash(exit: ExitReport): void {
    this.#run?.finish(exit)
  }

  /** Counters grow with the time that the app has run. */
  usage(): UsageCounters {
    const run = this.#run
    const ranMs = run?.ranMs ?? 0
    const script = run?.script ?? {}
    return {
      at: this.#clock.now(),
      cpuMicros: ranMs * 1_000 * (script.cpus ?? 0.01),
      memoryBytes: script.memoryBytes ?? 16 * 1024 * 1024,
      memoryLimitBytes: this.spec.resources.memoryBytes,
      networkRxBytes: ranMs,
      networkTxBytes: ranMs,
      blockReadBytes: 0,
      blockWriteBytes: 0,
      pids: this.up ? 2 : 0,
      throttledMicros: 0,
    }
  }

  #print(channel: 'stdout' | 'stderr', text: string): void {
    this.lines.push({ at: this.#clock.now(), channel, text: cleanLine(text) })
    this.bell.ring()
  }

  #become(state: ObservedInstance['state'], kind: RuntimeEvent['kind']): void {
    this.#state = state
    this.#tell(kind, this)
    this.bell.ring()
  }
}
