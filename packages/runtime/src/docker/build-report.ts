/**
 * Turns what the engine tells of a build into steps and lines. Steps are numbered in the order in which they first
 * show up; each state of a step is reported once.
 *
 *   running    it has begun
 *   done       it ended well
 *   cached     it was done before, nothing ran (final, and may be the first that is heard of it)
 *   failed     it ended badly; the build fails
 *   cancelled  it was stopped because another failed or the build was aborted
 */
import type { BuildOutput } from '../driver.ts'
import { LineAssembler } from './line-assembler.ts'

type Step = Extract<BuildOutput, { kind: 'step' }>
type Log = Extract<BuildOutput, { kind: 'log' }>

export interface StepChange {
  readonly name: string
  readonly state: Step['state']
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export class BuildReport {
  readonly #steps = new Map<string, Step>()
  readonly #lines = new Map<string, { readonly assembler: LineAssembler; readonly index: number | null; at: number }>()

  /** A step of the engine's own naming changed. Gives what there is to report of it. */
  step(key: string, change: StepChange): BuildOutput[] {
    const known = this.#steps.get(key)
    if (known && (known.state === change.state || known.state !== 'running')) return []
    const step: Step = { kind: 'step', index: known?.index ?? this.#steps.size, ...change }
    this.#steps.set(key, step)
    const rest = change.state === 'running' ? [] : this.#flush(step.index)
    return [...rest, step]
  }

  /** Bytes that a step, or the build as a whole, printed. */
  output(key: string | null, channel: Log['channel'], bytes: Uint8Array, at: number): BuildOutput[] {
    const index = key === null ? null : (this.#steps.get(key)?.index ?? null)
    const stream = `${channel} ${index}`
    const lines = this.#lines.get(stream) ?? { assembler: new LineAssembler(), index, at }
    lines.at = at
    this.#lines.set(stream, lines)
    return lines.assembler.push(bytes).map((text) => ({ kind: 'log', index, channel, text, at }))
  }

  /** A word of the engine itself, line by line. */
  system(text: string, at: number): BuildOutput[] {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => ({ kind: 'log', index: null, channel: 'system', text: line.trimEnd(), at }))
  }

  /** Nothing more will come: lines without an end, and steps that never ended. */
  close(at: number): BuildOutput[] {
    const unfinished = [...this.#steps].filter(([, step]) => step.state === 'running')
    const cancelled = unfinished.flatMap(([key, step]) =>
      this.step(key, { name: step.name, startedAt: step.startedAt, state: 'cancelled', finishedAt: at }),
    )
    return [...cancelled, ...[...this.#lines.keys()].flatMap((stream) => this.#flushStream(stream))]
  }

  #flush(index: number): BuildOutput[] {
    return ['stdout', 'stderr'].flatMap((channel) => this.#flushStream(`${channel} ${index}`))
  }

  #flushStream(stream: string): BuildOutput[] {
    const lines = this.#lines.get(stream)
    const text = lines?.assembler.end() ?? null
    if (!lines || text === null) return []
    const channel = stream.startsWith('stderr') ? 'stderr' : 'stdout'
    return [{ kind: 'log', index: lines.index, channel, text, at: lines.at }]
  }
}
