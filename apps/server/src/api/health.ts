/** Health of previews: over time, and in all. */
import type { Health } from '@kapsules/domain'
import { tenantScope } from '../access/who.ts'
import { countHealth, readHealthChanges } from '../store/read-health.ts'
import type { HealthChangeRow } from '../store/views.ts'
import { healthHistoryInput } from './inputs.ts'
import { router, viewerProcedure } from './trpc.ts'
import { requirePreview } from './visible.ts'

export const healthRouter = router({
  history: viewerProcedure
    .input(healthHistoryInput)
    .query(async ({ ctx, input }): Promise<{ changes: readonly HealthChangeRow[] }> => {
      await requirePreview(ctx, input.previewId)
      return { changes: await readHealthChanges(ctx.database, input.previewId, input.sinceMs) }
    }),

  overview: viewerProcedure.query(
    ({ ctx }): Promise<Readonly<Record<Health, number>>> => countHealth(ctx.database, tenantScope(ctx.who)),
  ),
})
