/** The installation itself: what it is, who asks, what is wrong with it. */
import { type Fault, type PortRange, toFault } from '@kapsules/domain'
import type { EngineInfo } from '@kapsules/runtime'
import { type Known, tenantScope } from '../access/who.ts'
import { findOrphans } from '../orphans.ts'
import { countPreviews, readDatabaseVersion } from '../store/read-system.ts'
import { readRecords } from '../store/reconcile-reads.ts'
import { type Check, checkInstallation } from './doctor.ts'
import { router, viewerProcedure } from './trpc.ts'

/** How long the engine may take to say what it is, ms: the dashboard asks often. */
const engineDeadlineMs = 2_000

export type EngineState = ({ readonly ok: true } & EngineInfo) | { readonly ok: false; readonly fault: Fault }

export interface SystemInfo {
  readonly version: string
  readonly instanceName: string
  readonly engine: EngineState
  readonly database: { readonly ok: true; readonly version: string }
  readonly previewPortRange: PortRange
  /** `orphans` is null while the engine does not answer. */
  readonly counts: { readonly previews: number; readonly live: number; readonly orphans: number | null }
  readonly uptimeMs: number
}

export const systemRouter = router({
  info: viewerProcedure.query(async ({ ctx }): Promise<SystemInfo> => {
    const { settings, runtime, database, startedAt, who } = ctx
    const deadline = AbortSignal.timeout(engineDeadlineMs)
    const [engine, version, counts, orphans] = await Promise.all([
      runtime.info(deadline).then(
        (info): EngineState => ({ ok: true, ...info }),
        (error: unknown): EngineState => ({ ok: false, fault: toFault(error) }),
      ),
      readDatabaseVersion(database),
      countPreviews(database, tenantScope(who)),
      findOrphans(() => readRecords(ctx.database), ctx.runtime, deadline).then(
        (found) => found.length,
        () => null,
      ),
    ])
    return {
      version: settings.version,
      instanceName: settings.instanceName,
      engine,
      database: { ok: true, version },
      previewPortRange: settings.previewPortRange,
      counts: { ...counts, orphans },
      uptimeMs: Date.now() - startedAt,
    }
  }),

  me: viewerProcedure.query(({ ctx }): Known => ctx.who),

  orphans: viewerProcedure.query(async ({ ctx }): Promise<{ checks: readonly Check[] }> => {
    const orphans = await findOrphans(
      () => readRecords(ctx.database),
      ctx.runtime,
      AbortSignal.timeout(engineDeadlineMs),
    )
    return { checks: orphans.map(({ kind, id }) => ({ name: kind, ok: false, detail: id })) }
  }),

  doctor: viewerProcedure.query(
    async ({ ctx }): Promise<{ checks: readonly Check[] }> => ({ checks: await checkInstallation(ctx) }),
  ),
})
