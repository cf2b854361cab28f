/**
 * Log lines, each once and in order. Lines are numbered without holes, so a hole in what arrives (a viewer that was too
 * slow, a cut at a bad moment) is seen and filled from the store before anything behind it is given on.
 */
import type { LogLine } from '@kapsules/domain'

/** Reads stored lines behind a number, oldest first. `nextSeq` is null when there are no more. */
export type FetchLines = (afterSeq: number) => Promise<{ lines: readonly LogLine[]; nextSeq: number | null }>

export interface LineSink {
  readonly fetchLines: FetchLines
  readonly onLine: (line: LogLine) => void
  /** Lines that are gone from the store too. */
  readonly onGap?: ((missing: number) => void) | undefined
}

export interface LineOrder {
  /** Takes lines as they arrive. */
  take(lines: readonly LogLine[]): Promise<void>
  /** Fetches everything stored behind the last line that was given on. */
  catchUp(): Promise<void>
}

/** `startAfter` is the number behind which lines are wanted, or null to begin with whichever line comes first. */
export function orderLines(sink: LineSink, startAfter: number | null): LineOrder {
  let last = startAfter

  function give(line: LogLine): void {
    if (last !== null && line.seq <= last) return
    if (last !== null && line.seq > last + 1) sink.onGap?.(line.seq - last - 1)
    last = line.seq
    sink.onLine(line)
  }

  async function fill(before: number): Promise<void> {
    while (last !== null && last + 1 < before) {
      const { lines, nextSeq } = await sink.fetchLines(last)
      const wanted = lines.filter((line) => line.seq < before)
      for (const line of wanted) give(line)
      if (wanted.length < lines.length || nextSeq === null || lines.length === 0) return
    }
  }

  return {
    async take(lines) {
      const first = lines.find((line) => last === null || line.seq > last)
      if (first) await fill(first.seq)
      for (const line of lines) give(line)
    },
    async catchUp() {
      await fill(Number.POSITIVE_INFINITY)
    },
  }
}
