/** Changes of previews as they happen: a snapshot first, unless the viewer can go on exactly where it was. */
import { tracked } from '@trpc/server'
import { tenantScope } from '../access/who.ts'
import type { PreviewNews } from '../live/live.ts'
import type { Database } from '../store/database.ts'
import { listPreviews, readPreview } from '../store/read-previews.ts'
import type { PreviewSummary } from '../store/views.ts'
import type { CallContext } from './context.ts'
import { parseProcessCursor, processCursor } from './resume.ts'
import { openStream } from './stream.ts'
import { requirePreview } from './visible.ts'

export type PreviewChange =
  | { readonly kind: 'snapshot'; readonly previews: readonly PreviewSummary[] }
  | { readonly kind: 'changed'; readonly preview: PreviewSummary }
  | { readonly kind: 'removed'; readonly previewId: string }

export interface PreviewNewsReader {
  /** The preview as it is after a piece of news; read once, however many viewers ask. */
  read(cursor: number, previewId: string): Promise<PreviewSummary | null>
}

const summariesKept = 256

/** Makes the shared reader of one server. */
export function createPreviewNewsReader(database: Database, previewOrigin: string): PreviewNewsReader {
  const summaries = new Map<number, Promise<PreviewSummary | null>>()
  return {
    read(cursor, previewId) {
      const known = summaries.get(cursor)
      if (known !== undefined) return known
      const summary = readPreview(database, previewId, null, previewOrigin)
      summary.catch(() => summaries.delete(cursor))
      summaries.set(cursor, summary)
      const [oldest] = summaries.keys()
      if (summaries.size > summariesKept && oldest !== undefined) summaries.delete(oldest)
      return summary
    },
  }
}

/** All previews that one viewer sees, at most; the dashboard pages beyond it. */
const snapshotLimit = 1000
const queueLimit = 1000

export interface FollowPreviewsInput {
  readonly previewId?: string | undefined
  readonly lastEventId?: unknown
}

/** Follows one preview or all. */
export async function* followPreviews(ctx: CallContext, input: FollowPreviewsInput, left: AbortSignal | undefined) {
  if (input.previewId !== undefined) await requirePreview(ctx, input.previewId)
  yield* openStream(ctx, left, (signal) => changes(ctx, input, signal))
}

async function* changes(ctx: CallContext, { previewId, lastEventId }: FollowPreviewsInput, signal: AbortSignal) {
  const topic = ctx.live.previews
  const kept = topic.kept()
  const newest = kept.at(-1)?.cursor ?? 0
  const oldest = kept.at(0)?.cursor ?? newest + 1
  const wanted = parseProcessCursor(lastEventId, ctx.bootId, newest)
  const resumed = wanted !== null && wanted >= oldest - 1 ? wanted : null
  const news = topic.follow({ signal, queueLimit, ...(resumed === null ? {} : { after: resumed }) })
  let cursor = newest
  if (resumed === null) yield tracked(processCursor(ctx.bootId, cursor), await snapshot(ctx, previewId))
  for await (const delivery of news) {
    if (delivery.kind === 'gap') {
      // what is read now is at least as new as everything that was skipped
      yield tracked(processCursor(ctx.bootId, cursor), await snapshot(ctx, previewId))
      continue
    }
    cursor = delivery.cursor
    if (!concerns(ctx, previewId, delivery.item)) continue
    yield tracked(processCursor(ctx.bootId, cursor), await toChange(ctx, cursor, delivery.item))
  }
}

function concerns(ctx: CallContext, previewId: string | undefined, news: PreviewNews): boolean {
  const tenantId = tenantScope(ctx.who)
  return (previewId ?? news.previewId) === news.previewId && (tenantId ?? news.tenantId) === news.tenantId
}

async function snapshot(ctx: CallContext, previewId: string | undefined): Promise<PreviewChange> {
  const { database, settings, who } = ctx
  const tenantId = tenantScope(who)
  if (previewId !== undefined) {
    const preview = await readPreview(database, previewId, tenantId, settings.previewOrigin)
    return { kind: 'snapshot', previews: preview ? [preview] : [] }
  }
  const { items } = await listPreviews(database, { tenantId }, { limit: snapshotLimit }, settings.previewOrigin)
  return { kind: 'snapshot', previews: items }
}

async function toChange(ctx: CallContext, cursor: number, news: PreviewNews): Promise<PreviewChange> {
  const preview = news.kind === 'removed' ? null : await ctx.news.read(cursor, news.previewId)
  return preview ? { kind: 'changed', preview } : { kind: 'removed', previewId: news.previewId }
}
