/** One build as it happens: where it stands, every line of its output once, and its end. */
import { isBuildOver } from '@kapsules/domain'
import { tracked } from '@trpc/server'
import type { BuildNews } from '../live/live.ts'
import type { Delivery, Gap } from '../live/topic.ts'
import type { BuildRow } from '../store/views.ts'
import { withPauses } from './async-items.ts'
import type { CallContext } from './context.ts'
import { createLineReader, type LineBatch, type LineReader, resumeAfter } from './line-reader.ts'
import { parseNumber } from './resume.ts'
import { openStream } from './stream.ts'
import { seeBuild } from './visible.ts'

export type BuildItem = LineBatch | { readonly kind: 'build'; readonly build: BuildRow }

export interface FollowBuildInput {
  readonly buildId: string
  readonly lastEventId?: unknown
}

/** With no word of a build for this long its record is looked at: its worker may have died. In ms. */
const silenceMs = 10_000
/** Deliveries that may wait for a viewer; beyond it the store is read at the viewer's pace. */
const queueLimit = 200

/** Follows a build until it is over; the last item is the build as it ended. */
export async function* followBuild(ctx: CallContext, input: FollowBuildInput, left: AbortSignal | undefined) {
  const { buildId } = input
  await seeBuild(ctx, buildId)
  yield* openStream(ctx, left, async function* (signal) {
    const news = ctx.live.builds.of(buildId).follow({ signal, queueLimit })
    const start = await resumeAfter(ctx.database, buildId, parseNumber(input.lastEventId), () => 0)
    const lines = createLineReader(ctx.database, buildId, start)
    for await (const item of buildItems(ctx, buildId, lines, withPauses(news, silenceMs)))
      yield tracked(String(lines.sent), item)
  })
}

async function* buildItems(
  ctx: CallContext,
  buildId: string,
  lines: LineReader,
  news: AsyncIterable<Delivery<BuildNews> | Gap | { readonly kind: 'pause' }>,
): AsyncGenerator<BuildItem, void, undefined> {
  const first = await seeBuild(ctx, buildId)
  if (!isBuildOver(first.status)) yield { kind: 'build', build: first }
  yield* lines.rest()
  if (isBuildOver(first.status)) {
    yield { kind: 'build', build: first }
    return
  }
  for await (const heard of news) {
    if (heard.kind === 'item' && heard.item.kind === 'lines') {
      yield* lines.published(heard.item.lines)
      continue
    }
    const build = heard.kind === 'item' && heard.item.kind === 'build' ? heard.item.build : await seeBuild(ctx, buildId)
    // all lines are stored before a build is over, so its end is told after the last of them
    if (heard.kind !== 'item' || isBuildOver(build.status)) yield* lines.rest()
    if (heard.kind !== 'pause' || isBuildOver(build.status)) yield { kind: 'build', build }
    if (isBuildOver(build.status)) return
  }
}
