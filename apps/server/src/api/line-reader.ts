/**
 * Lines of one stream in order, each once: from the store until it has no more, then as they are published. Lines are
 * numbered without holes and stored before they are published, so a hole in what was published is filled from the store.
 */
import type { LogLine } from '@kapsules/domain'
import type { Database } from '../store/database.ts'
import { lastSeq } from '../store/log-lines.ts'
import { readLinesAfter } from '../store/read-log-lines.ts'

export type LineBatch =
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] }
  /** Lines that are not shown: no longer stored, or too many to catch up with. */
  | { readonly kind: 'gap'; readonly skipped: number }

/** Lines in one delivery, and in one read of the store, at most. */
const batchSize = 500
/** UTF-16 units in one delivery, about; a single line may exceed it. */
const batchWeight = 256 * 1024

/** A viewer that fell back further than this on a running app's output goes on with the newest lines. */
const maxBehind = 10_000

export interface LineReader {
  /** Number of the last line that was given out. */
  readonly sent: number
  /** Everything that is stored after it. */
  rest(): AsyncGenerator<LineBatch, void, undefined>
  /** What of these published lines is new, with any hole before them filled. */
  published(lines: readonly LogLine[]): AsyncGenerator<LineBatch, void, undefined>
  /** Goes on after published lines were lost: near the end if the viewer is far behind. */
  afterCut(): AsyncGenerator<LineBatch, void, undefined>
}

/** Makes a reader that has given out everything up to line `start`. */
export function createLineReader(database: Database, streamId: string, start: number): LineReader {
  let sent = start
  const give = function* (lines: readonly LogLine[]): Generator<LineBatch, void, undefined> {
    for (const batch of inDeliveries(lines)) {
      sent = batch.at(-1)?.seq ?? sent
      yield { kind: 'lines', lines: batch }
    }
  }
  const rest: LineReader['rest'] = async function* () {
    for (;;) {
      const lines = await readLinesAfter(database, streamId, { after: sent, limit: batchSize })
      const [first] = lines
      if (!first) return
      if (sent > 0 && first.seq > sent + 1) yield { kind: 'gap', skipped: first.seq - sent - 1 }
      yield* give(lines)
      if (lines.length < batchSize) return
    }
  }
  return {
    get sent() {
      return sent
    },
    rest,
    async *published(lines) {
      const fresh = lines.filter((line) => line.seq > sent)
      if ((fresh[0]?.seq ?? sent + 1) > sent + 1) {
        yield* rest()
        return
      }
      yield* give(fresh)
    },
    async *afterCut() {
      const newest = await lastSeq(database, streamId)
      if (newest - sent > maxBehind) {
        const skipped = newest - batchSize - sent
        sent = newest - batchSize
        yield { kind: 'gap', skipped }
      }
      yield* rest()
    },
  }
}

function* inDeliveries(lines: readonly LogLine[]): Generator<readonly LogLine[], void, undefined> {
  let batch: LogLine[] = []
  let weight = 0
  for (const line of lines) {
    if (batch.length === batchSize || (batch.length > 0 && weight + line.text.length > batchWeight)) {
      yield batch
      batch = []
      weight = 0
    }
    batch.push(line)
    weight += line.text.length
  }
  if (batch.length > 0) yield batch
}

/** The line to go on after: the viewer's last one if it is of this stream, else `fallback`. */
export async function resumeAfter(
  database: Database,
  streamId: string,
  wanted: number | null,
  fallback: (newest: number) => number,
): Promise<number> {
  const newest = await lastSeq(database, streamId)
  return wanted !== null && wanted <= newest ? wanted : fallback(newest)
}
