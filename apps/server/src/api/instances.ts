/** Instances of a preview, those that ended too. */
import { tenantScope } from '../access/who.ts'
import { listInstances } from '../store/read-previews.ts'
import type { InstanceRow } from '../store/views.ts'
import { previewId } from './inputs.ts'
import { router, viewerProcedure } from './trpc.ts'
import { requirePreview } from './visible.ts'

export const instancesRouter = router({
  list: viewerProcedure.input(previewId).query(async ({ ctx, input }): Promise<readonly InstanceRow[]> => {
    await requirePreview(ctx, input.previewId)
    return listInstances(ctx.database, input.previewId, tenantScope(ctx.who))
  }),
})
