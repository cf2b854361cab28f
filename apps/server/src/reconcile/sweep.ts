/** Removes from the engine what carries our labels and has no record. */
import type { Runtime } from '@kapsules/runtime'
import type { Log } from '../log.ts'
import { findOrphans, type Orphan } from '../orphans.ts'
import type { Database } from '../store/database.ts'
import { readRecords } from '../store/reconcile-reads.ts'

/** How long an app without a record may take to end, ms. */
const graceMs = 1_000

/** Removes orphans; one that cannot be removed does not hold up the others. Returns how many went. */
export async function sweepOrphans(
  { database, runtime, log }: { database: Database; runtime: Runtime; log: Log },
  signal: AbortSignal,
): Promise<number> {
  let removed = 0
  for (const orphan of await findOrphans(() => readRecords(database), runtime, signal)) {
    try {
      await removeOrphan(runtime, orphan, signal)
      removed += 1
      log.warn('removed an orphan', { ...orphan })
    } catch (error) {
      log.warn('an orphan cannot be removed', { ...orphan, error })
    }
  }
  return removed
}

/** Removes one. Nothing to do when it is gone by now. */
export function removeOrphan(runtime: Runtime, { kind, id }: Orphan, signal: AbortSignal): Promise<void> {
  if (kind === 'instance') return runtime.end(id, graceMs, signal)
  if (kind === 'network') return runtime.removeNetwork(id, signal)
  return runtime.removeImage(id, signal)
}
