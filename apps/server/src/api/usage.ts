/** What previews use, live. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Sample } from '@kapsules/domain'
import { tracked } from '@trpc/server'
import { tenantScope } from '../access/who.ts'
import type { CallContext } from './context.ts'
import { overviewStreamInput, previewStreamInput } from './inputs.ts'
import { parseProcessCursor, processCursor } from './resume.ts'
import { openStream } from './stream.ts'
import { router, viewerProcedure } from './trpc.ts'
import type { SampleOf } from './usage-overview.ts'
import { requirePreview } from './visible.ts'

const overviewMs = 2_000
/** A chart that does not keep up loses old samples rather than new ones. */
const queueLimit = 60

export interface SampleBatch {
  readonly samples: readonly Sample[]
}

/** What is kept of a preview's samples, then each as it comes. The ring lives as long as the process, and so do its cursors. */
async function* followSamples(ctx: CallContext, previewId: string, lastEventId: unknown, left?: AbortSignal) {
  await requirePreview(ctx, previewId)
  yield* openStream(ctx, left, async function* (signal) {
    const topic = ctx.live.samples.of(previewId)
    const kept = topic.kept()
    const news = topic.follow({ signal, queueLimit })
    const newest = kept.at(-1)?.cursor ?? 0
    const after = parseProcessCursor(lastEventId, ctx.bootId, newest) ?? 0
    const missed: SampleBatch = { samples: kept.filter(({ cursor }) => cursor > after).map(({ item }) => item) }
    if (missed.samples.length > 0) yield tracked(processCursor(ctx.bootId, newest), missed)
    for await (const heard of news) {
      if (heard.kind === 'gap') continue
      const one: SampleBatch = { samples: [heard.item] }
      yield tracked(processCursor(ctx.bootId, heard.cursor), one)
    }
  })
}

export interface UsageOverview {
  readonly samples: readonly SampleOf[]
}

async function* followOverview(ctx: CallContext, left?: AbortSignal) {
  const tenantId = tenantScope(ctx.who)
  yield* openStream(ctx, left, async function* (signal) {
    while (!signal.aborted) {
      const seen = ctx.overview().filter((one) => (tenantId ?? one.tenantId) === one.tenantId)
      const overview: UsageOverview = { samples: seen.map(({ sample }) => sample) }
      yield tracked(String(Date.now()), overview)
      await pause(overviewMs, undefined, { signal }).catch(() => {})
    }
  })
}

export const usageRouter = router({
  live: viewerProcedure
    .input(previewStreamInput)
    .subscription(({ ctx, input, signal }) => followSamples(ctx, input.previewId, input.lastEventId, signal)),

  overview: viewerProcedure.input(overviewStreamInput).subscription(({ ctx, signal }) => followOverview(ctx, signal)),
})
