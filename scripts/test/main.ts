import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seconds } from '../bootstrap/progress.mjs'
import { stopChildren } from '../bootstrap/run.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { stopDockerd } from '../setup/dockerd.ts'
import { removeFromEngine } from './engine-leftovers.ts'
import { endLeftovers } from './leftovers.ts'
import { prepare } from './prepare.ts'
import { production } from './production.ts'
import { endToEnd, integration, unit } from './runners.ts'
import { staticChecks } from './static-checks.ts'
import { type Bench, broken, type Suite, type Tally, total } from './suite.ts'

const suites: Suite[] = [staticChecks, unit, integration, production, endToEnd]

/** All suites together. Continuous integration gives a run 90 minutes; ours ends before that, and says so. */
const RUN_DEADLINE_MS = 80 * 60_000

type Result = { name: string; tally: Tally; ms: number }

/**
 * Sets everything up, runs the named suites (all of them when none is named), stops what it started, and closes with the
 * line `N passed, N failed`. Returns the exit code.
 */
export async function test(names: string[]): Promise<number> {
  const chosen = choose(names)
  const interruption = new AbortController()
  const interrupt = (why: string) => {
    interruption.abort(why)
    void stopChildren()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  const tooLate = setTimeout(interrupt, RUN_DEADLINE_MS, `not finished after ${seconds(RUN_DEADLINE_MS)}`)
  const scratch = await mkdtemp(join(tmpdir(), 'kapsules-test-'))
  try {
    return report(await runAll(chosen, scratch, interruption.signal))
  } finally {
    clearTimeout(tooLate)
    await rm(scratch, { recursive: true, force: true })
  }
}

async function runAll(chosen: Suite[], scratch: string, interrupted: AbortSignal): Promise<Result[]> {
  const owner = `test-${randomBytes(3).toString('hex')}`
  const bench: Bench = {
    env: { KAPSULES_TEST_RUN: scratch, KAPSULES_TEST_OWNER: owner, TMPDIR: join(scratch, 'tmp') },
    scratch,
    artifacts: join(root, 'artifacts'),
  }
  await mkdir(join(scratch, 'tmp'))
  const results: Result[] = []
  const record = async (name: string, work: () => Promise<Tally>) => {
    const startedAt = Date.now()
    const tally = interrupted.aborted ? broken(`not run: ${interrupted.reason}`) : await work().catch(asTally)
    results.push({ name, tally, ms: Date.now() - startedAt })
    return tally.failed === 0
  }
  let tidyEngine = async () => {}
  let stopEngine = async () => {}
  try {
    const ready = await record('set-up', async () => {
      const prepared = await prepare(chosen)
      Object.assign(bench.env, prepared.env)
      const { engine } = prepared
      if (engine) tidyEngine = () => removeFromEngine(owner)
      if (engine?.startedPid !== undefined) stopEngine = () => stopDockerd(Number(engine.startedPid))
      return total([])
    })
    for (const suite of ready ? chosen : []) {
      process.stdout.write(`\n── ${suite.name}\n`)
      await record(suite.name, () => suite.run(bench))
    }
  } finally {
    await endLeftovers(bench)
    await tidyEngine()
    await stopEngine()
  }
  return results
}

function choose(names: string[]): Suite[] {
  const known = suites.map((suite) => suite.name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new SetupError(`No suite is called ${unknown.join(', ')}.`, `There are: ${known.join(', ')}`)
  return names.length === 0 ? suites : suites.filter((suite) => names.includes(suite.name))
}

function asTally(error: unknown): Tally {
  if (error instanceof SetupError) return broken(error.hint ? `${error.message}\n    ${error.hint}` : error.message)
  return broken(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function report(results: Result[]): number {
  process.stdout.write('\n')
  for (const { name, tally, ms } of results) {
    if (name === 'set-up' && tally.failed === 0) continue
    const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''
    const mark = tally.failed === 0 ? '✓' : '✗'
    process.stdout.write(`${mark} ${name}: ${tally.passed} passed, ${tally.failed} failed${skipped} (${seconds(ms)})\n`)
    for (const note of tally.notes) process.stdout.write(`    ${note}\n`)
  }
  const { passed, failed } = total(results.map((result) => result.tally))
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}
