/** What people and programs do with previews. */
import { FaultError } from '@kapsules/domain'
import { actorOf, tenantScope } from '../access/who.ts'
import { restartPreview, setDesired, updatePreview } from '../store/previews.ts'
import { listPreviews, readPreviewDetail, readPreviewState } from '../store/read-previews.ts'
import type { PreviewDetail, PreviewSummary } from '../store/views.ts'
import type { CallContext } from './context.ts'
import { checkVariables, deploy, planDeployOf } from './deploy.ts'
import { followPreviews } from './follow-previews.ts'
import { anyPreviewStreamInput, listPreviewsInput, planInput, previewId, updateInput } from './inputs.ts'
import { operatorProcedure, router, viewerProcedure } from './trpc.ts'
import { noSuchPreview, requirePreview, seePreview } from './visible.ts'

/** Writes a wish for a preview that the caller sees, and has everybody look at it. */
async function change(ctx: CallContext, id: string, write: (actor: string) => Promise<void>): Promise<PreviewSummary> {
  await requirePreview(ctx, id)
  await write(actorOf(ctx.who))
  ctx.live.touched.add(id)
  ctx.live.buildsChanged.fire()
  return seePreview(ctx, id)
}

export const previewsRouter = router({
  deploy: operatorProcedure.input(planInput).mutation(({ ctx, input }) => deploy(ctx, input)),

  plan: operatorProcedure.input(planInput).mutation(({ ctx, input }) => planDeployOf(ctx, input)),

  list: viewerProcedure.input(listPreviewsInput).query(({ ctx, input: { limit, cursor, ...filter } }) => {
    const { database, settings, who } = ctx
    return listPreviews(database, { ...filter, tenantId: tenantScope(who) }, { limit, cursor }, settings.previewOrigin)
  }),

  get: viewerProcedure.input(previewId).query(async ({ ctx, input }): Promise<PreviewDetail> => {
    const { database, settings, who } = ctx
    const detail = await readPreviewDetail(database, input.previewId, tenantScope(who), settings.previewOrigin)
    return detail ?? noSuchPreview()
  }),

  stop: operatorProcedure
    .input(previewId)
    .mutation(({ ctx, input }) =>
      change(ctx, input.previewId, (actor) => setDesired(ctx.database, input.previewId, 'stopped', actor)),
    ),

  start: operatorProcedure
    .input(previewId)
    .mutation(({ ctx, input }) =>
      change(ctx, input.previewId, (actor) => setDesired(ctx.database, input.previewId, 'running', actor)),
    ),

  restart: operatorProcedure
    .input(previewId)
    .mutation(({ ctx, input }) =>
      change(ctx, input.previewId, (actor) => restartPreview(ctx.database, input.previewId, actor)),
    ),

  update: operatorProcedure.input(updateInput).mutation(({ ctx, input: { previewId: id, ...changes } }) => {
    checkVariables(changes.env)
    return change(ctx, id, (actor) => updatePreview(ctx.database, id, changes, actor))
  }),

  /** Deleting what is not there, or not yours, changes nothing and says the same. */
  delete: operatorProcedure.input(previewId).mutation(async ({ ctx, input }): Promise<{ deleted: true }> => {
    const { database, live, who } = ctx
    const state = await readPreviewState(database, input.previewId, tenantScope(who))
    if (!state) return { deleted: true }
    await setDesired(database, input.previewId, 'deleted', actorOf(who)).catch(unlessGone)
    live.touched.add(input.previewId)
    live.buildsChanged.fire()
    return { deleted: true }
  }),

  changes: viewerProcedure
    .input(anyPreviewStreamInput)
    .subscription(({ ctx, input, signal }) => followPreviews(ctx, input, signal)),
})

/** Somebody else's delete may have been carried out meanwhile. */
function unlessGone(error: unknown): void {
  if (!(error instanceof FaultError && error.fault.code === 'not-found')) throw error
}
