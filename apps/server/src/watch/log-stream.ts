/**
 * The runtime output of one preview on its way to the store: numbered, in batches, stored and then published. There is one
 * for a preview, whatever the number of its instances, because the numbers have one writer.
 *
 *   open    takes lines; a slow store makes `add` wait, so that what waits here is bounded. While the database is away it
 *           tries again and keeps what it has. Left when the store refuses lines for another reason, or gives up
 *   failed  takes nothing more, and what it held is lost here, not at the engine: whoever adds must open another one and
 *           read again after the last stored line (final)
 */
import type { LogLine } from '@kapsules/domain'
import type { Sql } from '../store/database.ts'
import { appendLines, lastSeq } from '../store/log-lines.ts'
import { persist } from '../store/persist.ts'

export type NewLine = Omit<LogLine, 'seq'>

export interface LogStream {
  /** Takes a line; resolves when there is room for the next one. Throws once the stream has failed. */
  add(line: NewLine): Promise<void>
  /** Resolves when all that was added is stored and published. Throws once the stream has failed. */
  flush(): Promise<void>
  /** Fires when the stream fails. */
  readonly failure: AbortSignal
}

export interface LogStreamParts {
  readonly previewId: string
  readonly database: { readonly pool: Sql }
  readonly publish: (lines: readonly LogLine[]) => void
  /** Fires when waiting for the database is to end. */
  readonly giveUp: AbortSignal
}

/** A batch is stored when its first line is this old, ms, or when it is this large. */
const batchMs = 100
const batchLines = 500
const batchUnits = 1024 * 1024

/** Opens the stream of a preview. */
export function openLogStream({ previewId, database, publish, giveUp }: LogStreamParts): LogStream {
  let newest: number | null = null
  let waiting: NewLine[] = []
  let units = 0
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  const failure = new AbortController()

  const takeBatch = () => {
    const batch = waiting
    waiting = []
    units = 0
    return batch
  }
  const write = async () => {
    const batch = takeBatch()
    if (batch.length === 0) return
    newest ??= await persist(() => lastSeq(database, previewId), giveUp)
    const first = newest + 1
    const lines = batch.map((line, index): LogLine => ({ ...line, seq: first + index }))
    await store(database, previewId, lines, giveUp)
    newest += lines.length
    publish(lines)
  }
  const flush = () => {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.then(write).catch((error: unknown) => {
      takeBatch()
      failure.abort()
      throw error
    })
    return writing
  }
  const flushLater = () => {
    // whoever adds or flushes next gets the failure: it stays in `writing`
    timer ??= setTimeout(() => void flush().catch(() => {}), batchMs)
  }

  return {
    async add(line) {
      if (failure.signal.aborted) await writing
      waiting.push(line)
      units += line.text.length
      if (waiting.length >= batchLines || units >= batchUnits) await flush()
      else flushLater()
    },
    flush,
    failure: failure.signal,
  }
}

/** Stores numbered lines. Throws when their numbers belong to other lines. */
async function store(
  database: { readonly pool: Sql },
  previewId: string,
  lines: readonly LogLine[],
  giveUp: AbortSignal,
): Promise<void> {
  let tries = 0
  const stored = await persist(() => {
    tries += 1
    return appendLines(database, previewId, lines)
  }, giveUp)
  // a connection that was lost may have hidden that the first try succeeded
  const wasThere = tries > 1 && stored === 0
  if (stored < lines.length && !wasThere)
    throw new Error(`lines of preview ${previewId} are numbered by somebody else too`)
}
