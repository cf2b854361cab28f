/** What people and programs do with builds. */
import { fail } from '@kapsules/domain'
import { actorOf, tenantScope } from '../access/who.ts'
import { requestBuildEnd, retryBuild } from '../store/builds.ts'
import { listBuilds } from '../store/read-builds.ts'
import { readLinesAfter } from '../store/read-log-lines.ts'
import type { BuildRow } from '../store/views.ts'
import { followBuild } from './follow-build.ts'
import { buildId, buildLinesInput, buildStreamInput, listBuildsInput } from './inputs.ts'
import { forwardPage } from './logs.ts'
import { operatorProcedure, router, viewerProcedure } from './trpc.ts'
import { seeBuild } from './visible.ts'

export const buildsRouter = router({
  list: viewerProcedure
    .input(listBuildsInput)
    .query(({ ctx, input: { limit, cursor, ...filter } }) =>
      listBuilds(ctx.database, { ...filter, tenantId: tenantScope(ctx.who) }, { limit, cursor }),
    ),

  get: viewerProcedure.input(buildId).query(({ ctx, input }): Promise<BuildRow> => seeBuild(ctx, input.buildId)),

  cancel: operatorProcedure.input(buildId).mutation(async ({ ctx, input }): Promise<BuildRow> => {
    const { database, live, who } = ctx
    await seeBuild(ctx, input.buildId)
    const ended = await requestBuildEnd(database, input.buildId, 'cancelled', actorOf(who))
    if (!ended) fail('not-found', 'There is no such build.', 'List the builds to see which there are.')
    live.touched.add(ended.previewId)
    live.buildsChanged.fire()
    return seeBuild(ctx, input.buildId)
  }),

  retry: operatorProcedure.input(buildId).mutation(async ({ ctx, input }): Promise<BuildRow> => {
    const { database, live, who } = ctx
    await seeBuild(ctx, input.buildId)
    const queued = await retryBuild(database, input.buildId, actorOf(who))
    live.touched.add(queued.previewId)
    live.buildsChanged.fire()
    return seeBuild(ctx, queued.buildId)
  }),

  logs: viewerProcedure
    .input(buildStreamInput)
    .subscription(({ ctx, input, signal }) => followBuild(ctx, input, signal)),

  lines: viewerProcedure.input(buildLinesInput).query(async ({ ctx, input }) => {
    await seeBuild(ctx, input.buildId)
    const { afterSeq: after, limit, search } = input
    return forwardPage(await readLinesAfter(ctx.database, input.buildId, { after, limit, search }), limit)
  }),
})
