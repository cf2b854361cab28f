/** Reads steps out of the classic builder's text: "Step 2/5 : RUN ...", marks of its own, and what the steps print. */
import type { BuildOutput } from '../driver.ts'
import type { BuildReport, StepChange } from './build-report.ts'

const stepLine = /^Step (\d+\/\d+) : (.*)$/
const cachedLine = /^ ---> Using cache$/
/** What the structure of steps says already. */
const noise = /^( ---> ([0-9a-f]{12}|Running in [0-9a-f]+)|Removing intermediate container [0-9a-f]+|)$/
const engineWords = /^(Successfully (built|tagged) .*|\[Warning\] .*)$/

export class ClassicSteps {
  readonly #report: BuildReport
  #current: { readonly key: string; readonly name: string; readonly startedAt: number; cached: boolean } | null = null

  constructor(report: BuildReport) {
    this.#report = report
  }

  /** Takes in a piece of text. */
  read(text: string, now: number): BuildOutput[] {
    const line = text.replace(/\n$/, '')
    const step = stepLine.exec(line)
    if (step) return this.#begin(`[${step[1]}] ${step[2]}`, now)
    if (noise.test(line)) return []
    if (engineWords.test(line)) return this.#report.system(line, now)
    if (cachedLine.test(line)) {
      if (this.#current) this.#current.cached = true
      return []
    }
    return this.#report.output(this.#current?.key ?? null, 'stdout', Buffer.from(text), now)
  }

  succeed(now: number): BuildOutput[] {
    return this.#finish(this.#current?.cached ? 'cached' : 'done', now)
  }

  fail(now: number): BuildOutput[] {
    return this.#finish('failed', now)
  }

  #begin(name: string, now: number): BuildOutput[] {
    const before = this.succeed(now)
    this.#current = { key: name, name, startedAt: now, cached: false }
    return [...before, ...this.#report.step(name, { name, state: 'running', startedAt: now, finishedAt: null })]
  }

  #finish(state: StepChange['state'], now: number): BuildOutput[] {
    const current = this.#current
    this.#current = null
    if (!current) return []
    const { key, name, startedAt } = current
    return this.#report.step(key, { name, state, startedAt, finishedAt: now })
  }
}
