/** Tells people how a deploy goes on: the plan, the build's steps with their times, its lines, the phases after it. */
import type { BuildRow, Deployed } from '@kapsules/client'
import type { LogLine, Phase } from '@kapsules/domain'
import { formatSpan } from './format.ts'
import type { Channel } from './screen.ts'

type Step = BuildRow['steps'][number]

const marks: Readonly<
  Record<Step['state'], { readonly sign: string; readonly style: 'cyan' | 'green' | 'dim' | 'red' }>
> = {
  running: { sign: '→', style: 'cyan' },
  done: { sign: '✓', style: 'green' },
  cached: { sign: '✓', style: 'dim' },
  failed: { sign: '✗', style: 'red' },
  cancelled: { sign: '-', style: 'dim' },
}

/** Phases that the build's steps tell better. */
const quietPhases = new Set<Phase>(['building'])

export class DeployPrinter {
  readonly #channel: Channel
  readonly #told = new Map<number, Step['state']>()
  readonly #reasons = new Set<string>()
  #phase: Phase | undefined
  #attempt = 0

  constructor(channel: Channel) {
    this.#channel = channel
  }

  accepted(what: string, { plan, unchanged, versionNumber }: Deployed): void {
    const path = this.#channel.paint('bold', unchanged ? 'unchanged' : plan.path)
    this.#channel.line(`${what} version ${versionNumber}: ${path}. ${this.#channel.foreign(plan.reason)}`)
  }

  build({ steps, attempt }: BuildRow): void {
    if (attempt > this.#attempt && this.#attempt > 0) {
      this.#channel.line(`Attempt ${attempt}: the one before was interrupted.`)
      this.#told.clear()
    }
    this.#attempt = Math.max(attempt, this.#attempt)
    for (const step of steps) {
      if (this.#told.get(step.index) === step.state) continue
      this.#told.set(step.index, step.state)
      this.#step(step)
    }
  }

  line({ text, channel }: LogLine): void {
    const bar = this.#channel.paint('dim', channel === 'system' ? '  #' : '  |')
    this.#channel.line(`${bar} ${this.#channel.foreign(text)}`)
  }

  gap(missing: number): void {
    this.#channel.line(this.#channel.paint('yellow', `  … ${missing} lines are no longer kept`))
  }

  phase(phase: Phase, reason: string): void {
    if (phase !== this.#phase) this.#reasons.clear()
    this.#phase = phase
    // what is tried again and again swings between a few reasons, each of which is told once
    if (quietPhases.has(phase) || this.#reasons.has(reason)) return
    this.#reasons.add(reason)
    const why = this.#channel.paint('dim', this.#channel.foreign(reason))
    this.#channel.line(`${this.#channel.paint('bold', phase)} ${why}`)
  }

  #step({ name, state, startedAt, finishedAt }: Step): void {
    const { sign, style } = marks[state]
    const took = startedAt !== null && finishedAt !== null ? formatSpan(finishedAt - startedAt) : ''
    const note = state === 'cached' ? 'cached' : took
    const text = `${this.#channel.paint(style, sign)} ${this.#channel.foreign(name)}`
    this.#channel.line(note === '' ? text : `${text} ${this.#channel.paint('dim', note)}`)
  }
}
