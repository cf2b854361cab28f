/** The timeline: what happened, and what happens. */
import { tracked } from '@trpc/server'
import { tenantScope } from '../access/who.ts'
import { type EventFilter, readEventsAfter, readEventsBefore, readLastEventId } from '../store/read-events.ts'
import type { EventRow } from '../store/views.ts'
import type { CallContext } from './context.ts'
import { anyPreviewStreamInput, listEventsInput } from './inputs.ts'
import { parseNumber } from './resume.ts'
import { openStream } from './stream.ts'
import { router, viewerProcedure } from './trpc.ts'
import { requirePreview } from './visible.ts'

const pageSize = 200
const queueLimit = 1000

interface FollowEventsInput {
  readonly previewId?: string | undefined
  readonly lastEventId?: unknown
}

/** Events after the one the viewer saw last, or from now on. */
async function* followEvents(ctx: CallContext, input: FollowEventsInput, left: AbortSignal | undefined) {
  const { previewId } = input
  if (previewId !== undefined) await requirePreview(ctx, previewId)
  const filter: EventFilter = { tenantId: tenantScope(ctx.who), previewId }
  yield* openStream(ctx, left, async function* (signal) {
    const news = ctx.live.events.follow({ signal, queueLimit })
    let last = await startAfter(ctx, input.lastEventId)
    // two transactions may end in another order than they took their numbers, so what was sent is known one by one
    const sent = new Set<number>()
    const backlog = async function* () {
      for await (const event of eventsAfter(ctx, filter, last)) {
        if (sent.has(event.id)) continue
        sent.add(event.id)
        last = event.id
        yield tracked(String(event.id), event)
      }
    }
    yield* backlog()
    for await (const heard of news) {
      if (heard.kind === 'gap') {
        yield* backlog()
        continue
      }
      const event = heard.item
      if (sent.delete(event.id) || !concerns(filter, event)) continue
      last = Math.max(last, event.id)
      yield tracked(String(last), event)
    }
  })
}

async function startAfter({ database }: CallContext, lastEventId: unknown): Promise<number> {
  const newest = await readLastEventId(database)
  const wanted = parseNumber(lastEventId)
  return wanted !== null && wanted <= newest ? wanted : newest
}

async function* eventsAfter(ctx: CallContext, filter: EventFilter, start: number): AsyncGenerator<EventRow> {
  for (let after = start; ; ) {
    const events = await readEventsAfter(ctx.database, filter, { afterId: after, limit: pageSize })
    yield* events
    after = events.at(-1)?.id ?? after
    if (events.length < pageSize) return
  }
}

function concerns({ tenantId, previewId }: EventFilter, event: EventRow): boolean {
  return (tenantId ?? event.tenantId) === event.tenantId && (previewId ?? event.previewId) === event.previewId
}

export const eventsRouter = router({
  list: viewerProcedure
    .input(listEventsInput)
    .query(async ({ ctx, input }): Promise<{ items: readonly EventRow[]; nextBeforeId: number | null }> => {
      const { previewId, beforeId, limit } = input
      if (previewId !== undefined) await requirePreview(ctx, previewId)
      const filter = { tenantId: tenantScope(ctx.who), previewId }
      const items = await readEventsBefore(ctx.database, filter, { beforeId, limit })
      return { items, nextBeforeId: items.length < limit ? null : (items.at(-1)?.id ?? null) }
    }),

  live: viewerProcedure
    .input(anyPreviewStreamInput)
    .subscription(({ ctx, input, signal }) => followEvents(ctx, input, signal)),
})
