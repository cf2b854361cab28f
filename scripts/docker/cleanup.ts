// See cleanup.sh.
import { runScript } from '../bootstrap/progress.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { openEngine } from './engine.ts'
import { findInstallation } from './installation.ts'
import { findOrphans } from './orphans.ts'
import { findRecords } from './records.ts'

const LIST_DEADLINE_MS = 120_000
const REMOVE_DEADLINE_MS = 60_000

await runScript(async () => {
  const unknown = process.argv.slice(2).filter((option) => option !== '--dry-run')
  if (unknown.length > 0) throw new SetupError(`Unknown option: ${unknown.join(' ')}`, 'Usage: cleanup.sh [--dry-run]')
  const dryRun = process.argv.includes('--dry-run')

  const installation = await findInstallation()
  const records = () => findRecords(installation)
  const orphans = await findOrphans(openEngine(installation), records, AbortSignal.timeout(LIST_DEADLINE_MS))

  let failed = 0
  for (const { kind, name, remove } of orphans) {
    try {
      if (!dryRun) await remove(AbortSignal.timeout(REMOVE_DEADLINE_MS))
      process.stdout.write(`${dryRun ? 'would remove' : 'removed'} ${kind} ${name}\n`)
    } catch (error) {
      failed += 1
      process.stdout.write(`could not remove ${kind} ${name}: ${error instanceof Error ? error.message : error}\n`)
    }
  }
  if (orphans.length === 0) process.stdout.write(`nothing of ${installation.owner} is without a record\n`)
  return failed === 0 ? 0 : 1
})
