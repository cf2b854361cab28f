/** Plays the script of a build. */
import type { BuildOutput, BuildResult, BuildSpec } from '../driver.ts'
import { readDockerfile, type ScriptedStep } from './build-script.ts'
import { type Clock, waitFor } from './clock.ts'

export type OnOutput = (output: BuildOutput) => void | Promise<void>
type Played = { readonly ok: true } | Extract<BuildResult, { ok: false }>

export class Builder {
  readonly #clock: Clock
  readonly #scriptOf: (spec: BuildSpec) => readonly ScriptedStep[] | null
  readonly #done = new Set<string>()

  constructor(clock: Clock, scriptOf: ((spec: BuildSpec) => readonly ScriptedStep[] | null) | undefined) {
    this.#clock = clock
    this.#scriptOf = scriptOf ?? readDockerfile
  }

  /** Runs the steps of a build and hands over what they say. Throws the signal's reason when it fires. */
  async play(spec: BuildSpec, onOutput: OnOutput, signal: AbortSignal): Promise<Played> {
    const steps = this.#scriptOf(spec)
    if (!steps) return await this.#fail('dockerfile parse error: unknown instruction', null, onOutput)
    for (const [index, step] of steps.entries()) {
      const exitCode = await this.#playStep(index, step, onOutput, signal)
      if (exitCode === 0) continue
      return await this.#fail(`${step.name} did not complete successfully: exit code: ${exitCode}`, exitCode, onOutput)
    }
    return { ok: true }
  }

  async #playStep(index: number, step: ScriptedStep, onOutput: OnOutput, signal: AbortSignal): Promise<number> {
    const startedAt = this.#clock.now()
    const report = (state: Extract<BuildOutput, { kind: 'step' }>['state'], finishedAt: number | null) =>
      onOutput({ kind: 'step', index, name: step.name, state, startedAt, finishedAt })
    if (step.cacheKey !== undefined && this.#done.has(step.cacheKey)) {
      await report('cached', startedAt)
      return 0
    }
    await report('running', null)
    for (const { channel, text } of step.output ?? []) {
      await onOutput({ kind: 'log', index, channel, text, at: this.#clock.now() })
    }
    if (step.durationMs) await waitFor(this.#clock, step.durationMs, signal)
    signal.throwIfAborted()
    const exitCode = step.exitCode ?? 0
    if (exitCode === 0 && step.cacheKey !== undefined) this.#done.add(step.cacheKey)
    await report(exitCode === 0 ? 'done' : 'failed', this.#clock.now())
    return exitCode
  }

  async #fail(message: string, exitCode: number | null, onOutput: OnOutput): Promise<Played> {
    await onOutput({ kind: 'log', index: null, channel: 'system', text: message, at: this.#clock.now() })
    return { ok: false, failure: { message, exitCode } }
  }
}
