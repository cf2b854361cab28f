import type { LogLine } from '@kapsules/domain'
import { LogStore } from '../../lib/log/store.ts'

/** The key of lines that belong to no step: what Kapsules itself says. */
export const outsideSteps = -1

/** The output of one build: all of it, and the lines of each step on their own. */
export class BuildLog {
  readonly all = new LogStore()
  readonly #steps = new Map<number, LogStore>()

  /** The lines of a step; empty until there are any. */
  step(index: number): LogStore {
    const known = this.#steps.get(index)
    if (known) return known
    const store = new LogStore()
    this.#steps.set(index, store)
    return store
  }

  append(lines: readonly LogLine[]): void {
    this.all.append(lines)
    for (const [index, own] of Map.groupBy(lines, (line) => line.step ?? outsideSteps)) this.step(index).append(own)
  }

  gap(skipped: number): void {
    this.all.gap(skipped)
  }
}
