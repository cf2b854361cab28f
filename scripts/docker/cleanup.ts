// See cleanup.sh.
import { findOrphans } from '../../apps/server/src/orphans.ts'
import { removeOrphan } from '../../apps/server/src/reconcile/sweep.ts'
import { runScript } from '../bootstrap/progress.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { openEngine } from './engine.ts'
import { findInstallation } from './installation.ts'
import { findRecords } from './records.ts'

const LIST_DEADLINE_MS = 120_000
const REMOVE_DEADLINE_MS = 60_000

await runScript(async () => {
  const unknown = process.argv.slice(2).filter((option) => option !== '--dry-run')
  if (unknown.length > 0) throw new SetupError(`Unknown option: ${unknown.join(' ')}`, 'Usage: cleanup.sh [--dry-run]')
  const dryRun = process.argv.includes('--dry-run')

  const installation = await findInstallation()
  const engine = openEngine(installation)
  const orphans = await findOrphans(() => findRecords(installation), engine, AbortSignal.timeout(LIST_DEADLINE_MS))

  let failed = 0
  for (const orphan of orphans) {
    const name = `${orphan.kind} ${orphan.id}`
    try {
      if (!dryRun) await removeOrphan(engine, orphan, AbortSignal.timeout(REMOVE_DEADLINE_MS))
      process.stdout.write(`${dryRun ? 'would remove' : 'removed'} ${name}\n`)
    } catch (error) {
      failed += 1
      process.stdout.write(`could not remove ${name}: ${error instanceof Error ? error.message : error}\n`)
    }
  }
  if (orphans.length === 0) process.stdout.write(`nothing of ${installation.owner} is without a record\n`)
  return failed === 0 ? 0 : 1
})
