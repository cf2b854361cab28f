import type { LogLine } from '@kapsules/domain'
import { stripAnsi } from './ansi.ts'
import { guessLevel, type LogLevel } from './level.ts'

export interface LineRow {
  readonly kind: 'line'
  /** Rises by one from row to row; falls below zero for rows put before the first. */
  readonly key: number
  readonly line: LogLine
  /** The text without ANSI: what is searched and copied. */
  readonly plain: string
  readonly level: LogLevel
}

/** Lines that were skipped on the way to us. */
export interface GapRow {
  readonly kind: 'gap'
  readonly key: number
  readonly skipped: number
}

export type LogRow = LineRow | GapRow

/** Rows kept unless said otherwise. */
export const defaultCapacity = 200_000

/**
 * The lines a viewer holds: in order, each once, bounded. Lines that come twice (a stream that resumed) are left out by
 * their sequence number; when the bound is reached the oldest tenth goes and is counted, so that the viewer can say so.
 */
export class LogBuffer {
  readonly #capacity: number
  #rows: LogRow[] = []
  #firstSeq = 0
  #lastSeq = 0
  #dropped = 0
  #longest = 0
  readonly #instances = new Set<string>()

  constructor(capacity: number = defaultCapacity) {
    this.#capacity = Math.max(10, capacity)
  }

  get rows(): readonly LogRow[] {
    return this.#rows
  }

  /** The sequence number of the oldest line taken, 0 before the first. */
  get firstSeq(): number {
    return this.#firstSeq
  }

  /** The sequence number of the newest line taken, 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  /** Rows that were let go because the buffer was full. */
  get dropped(): number {
    return this.#dropped
  }

  /** Characters of the longest line ever held: the width of the view without wrapping. */
  get longest(): number {
    return this.#longest
  }

  /** Lines of more than one instance were taken: which one a line is of is worth a column. */
  get mixed(): boolean {
    return this.#instances.size > 1
  }

  /** Takes lines in order; those at or before {@link lastSeq} were seen and are left out. */
  append(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (line.seq <= this.#lastSeq) continue
      if (this.#firstSeq === 0) this.#firstSeq = line.seq
      this.#lastSeq = line.seq
      this.#rows.push(this.#rowOf(line, this.#nextKey()))
    }
    this.#trim()
  }

  /** Puts earlier lines before the first; those at or after {@link firstSeq} are left out, and so is what has no room. */
  prepend(lines: readonly LogLine[]): void {
    const room = this.#capacity - this.#rows.length
    const earlier = lines.filter((line) => this.#firstSeq === 0 || line.seq < this.#firstSeq).slice(-Math.max(0, room))
    const first = earlier[0]
    if (room <= 0 || !first) return
    const firstKey = (this.#rows[0]?.key ?? earlier.length) - earlier.length
    this.#rows = [...earlier.map((line, index) => this.#rowOf(line, firstKey + index)), ...this.#rows]
    this.#firstSeq = first.seq
    this.#lastSeq = Math.max(this.#lastSeq, earlier.at(-1)?.seq ?? 0)
  }

  /** Notes that lines were skipped at this place. */
  gap(skipped: number): void {
    if (skipped <= 0) return
    this.#rows.push({ kind: 'gap', key: this.#nextKey(), skipped })
    this.#trim()
  }

  #nextKey(): number {
    return (this.#rows.at(-1)?.key ?? -1) + 1
  }

  #rowOf(line: LogLine, key: number): LineRow {
    const plain = stripAnsi(line.text)
    if (plain.length > this.#longest) this.#longest = plain.length
    if (line.instanceId !== null) this.#instances.add(line.instanceId)
    return { kind: 'line', key, line, plain, level: guessLevel(plain) }
  }

  #trim(): void {
    if (this.#rows.length <= this.#capacity) return
    const surplus = this.#rows.length - this.#capacity
    const cut = Math.min(this.#rows.length - 1, surplus + Math.floor(this.#capacity / 10))
    this.#rows = this.#rows.slice(cut)
    this.#dropped += cut
  }
}
