/** Runtime output of previews, all instances in one stream. */
import type { LogLine } from '@kapsules/domain'
import { tracked } from '@trpc/server'
import { readLinesAfter, readLinesBefore } from '../store/read-log-lines.ts'
import type { CallContext } from './context.ts'
import { runtimeLinesInput, tailInput } from './inputs.ts'
import { createLineReader, type LineBatch, resumeAfter } from './line-reader.ts'
import { parseNumber } from './resume.ts'
import { openStream } from './stream.ts'
import { router, viewerProcedure } from './trpc.ts'
import { requirePreview } from './visible.ts'

export interface LinePage {
  readonly lines: readonly LogLine[]
  /** What to send as `afterSeq` (or `beforeSeq`, when reading backwards) for the next page; null when this was the last. */
  readonly nextSeq: number | null
}

/** A page that was read forwards. */
export function forwardPage(lines: readonly LogLine[], limit: number): LinePage {
  return { lines, nextSeq: lines.length < limit ? null : (lines.at(-1)?.seq ?? null) }
}

function backwardPage(lines: readonly LogLine[], limit: number): LinePage {
  return { lines, nextSeq: lines.length < limit ? null : (lines.at(0)?.seq ?? null) }
}

interface TailInput {
  readonly previewId: string
  /** How many of the lines that are there already to begin with. */
  readonly lines: number
  readonly lastEventId?: unknown
}

/** Deliveries that may wait for a viewer; beyond it the store is read at the viewer's pace. */
const queueLimit = 200

async function* tail(ctx: CallContext, input: TailInput, left: AbortSignal | undefined) {
  const { previewId } = input
  await requirePreview(ctx, previewId)
  yield* openStream(ctx, left, async function* (signal) {
    const news = ctx.live.runtimeLines.of(previewId).follow({ signal, queueLimit })
    const wanted = parseNumber(input.lastEventId)
    const start = await resumeAfter(ctx.database, previewId, wanted, (newest) => Math.max(0, newest - input.lines))
    const reader = createLineReader(ctx.database, previewId, start)
    const item = (batch: LineBatch) => tracked(String(reader.sent), batch)
    for await (const batch of reader.rest()) yield item(batch)
    for await (const heard of news) {
      const batches = heard.kind === 'gap' ? reader.afterCut() : reader.published(heard.item)
      for await (const batch of batches) yield item(batch)
    }
  })
}

export const logsRouter = router({
  tail: viewerProcedure.input(tailInput).subscription(({ ctx, input, signal }) => tail(ctx, input, signal)),

  lines: viewerProcedure.input(runtimeLinesInput).query(async ({ ctx, input }): Promise<LinePage> => {
    const { previewId, afterSeq, beforeSeq = null, limit, search } = input
    await requirePreview(ctx, previewId)
    if (afterSeq !== undefined)
      return forwardPage(await readLinesAfter(ctx.database, previewId, { after: afterSeq, limit, search }), limit)
    return backwardPage(await readLinesBefore(ctx.database, previewId, { before: beforeSeq, limit, search }), limit)
  }),
})
