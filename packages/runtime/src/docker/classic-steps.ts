/** Reads steps out of the classic builder's text: "Step 2/5 : RUN ...", marks of its own, and what the steps print. */
import type { BuildOutput } from '../driver.ts'
import type { BuildReport, StepChange } from './build-report.ts'

const stepLine = /^Step (\d+\/\d+) : (.*)$/
const cachedLine = /^ ---> Using cache$/
/** What the structure of steps says already. */
const noise = /^( ---> ([0-9a-f]{12}|Running in [0-9a-f]+)|( ---> )?Remov(ed|ing) intermediate container [0-9a-f]+)$/
const engineWords = /^(Successfully (built|tagged) .*|\[Warning\] .*)$/

/** How the builder marks what a step prints to stderr. */
const [red, plain] = ['\u001b[91m', '\u001b[0m']

interface CurrentStep {
  readonly name: string
  readonly startedAt: number
  cached: boolean
  told: boolean
}

export class ClassicSteps {
  readonly #report: BuildReport
  #current: CurrentStep | null = null

  constructor(report: BuildReport) {
    this.#report = report
  }

  /** Takes in a piece of text. */
  read(text: string, now: number): BuildOutput[] {
    const line = text.replace(/\n$/, '')
    const step = stepLine.exec(line)
    if (step) return this.#begin(`[${step[1]}] ${step[2]}`, now)
    if (cachedLine.test(line) && this.#current) {
      this.#current.cached = true
      return []
    }
    // the end of the line before comes by itself
    if (line === '' && this.#current?.told === false) return []
    const told = this.#tell()
    if (noise.test(line)) return told
    if (engineWords.test(line)) return [...told, ...this.#report.system(line, now)]
    const stderr = text.startsWith(red) && text.endsWith(plain)
    const printed = stderr ? text.slice(red.length, -plain.length) : text
    const channel = stderr ? 'stderr' : 'stdout'
    return [...told, ...this.#report.output(this.#current?.name ?? null, channel, Buffer.from(printed), now)]
  }

  succeed(now: number): BuildOutput[] {
    return this.#finish(this.#current?.cached ? 'cached' : 'done', now)
  }

  fail(now: number): BuildOutput[] {
    return this.#finish('failed', now)
  }

  #begin(name: string, now: number): BuildOutput[] {
    const before = this.succeed(now)
    this.#current = { name, startedAt: now, cached: false, told: false }
    return before
  }

  /** A step is told of with the line after its own: only that one says whether it is cached. */
  #tell(): BuildOutput[] {
    const current = this.#current
    if (!current || current.told || current.cached) return []
    current.told = true
    const { name, startedAt } = current
    return this.#report.step(name, { name, state: 'running', startedAt, finishedAt: null })
  }

  #finish(state: StepChange['state'], now: number): BuildOutput[] {
    const current = this.#current
    this.#current = null
    if (!current) return []
    const { name, startedAt } = current
    return this.#report.step(name, { name, state, startedAt, finishedAt: now })
  }
}
