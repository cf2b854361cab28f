import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seconds } from '../bootstrap/progress.mjs'
import { stopChildren } from '../bootstrap/run.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { ensureChromium } from '../setup/chromium.ts'
import { ensureDependencies } from '../setup/dependencies.ts'
import { stopDockerd } from '../setup/dockerd.ts'
import { type Engine, ensureEngine } from '../setup/engine.ts'
import { ensurePnpm } from '../setup/pnpm.ts'
import { ensureDashboard, ensureGenerated } from '../setup/workspace.ts'
import { endLeftovers } from './leftovers.ts'
import { productionImage } from './production-image.ts'
import { endToEnd, integration, unit } from './runners.ts'
import { staticChecks } from './static-checks.ts'
import { type Bench, broken, type Need, type Suite, type Tally, total } from './suite.ts'

const suites: Suite[] = [staticChecks, unit, integration, productionImage, endToEnd]

/**
 * Sets everything up, runs the named suites (all when none is named), stops what it started, and closes with the line
 * `N passed, N failed`. Returns the exit code.
 */
export async function test(names: string[]): Promise<number> {
  const chosen = choose(names)
  const scratch = await mkdtemp(join(tmpdir(), 'kapsules-test-'))
  const stop = (signal: NodeJS.Signals) => {
    process.stdout.write(`\n${signal}: stopping\n`)
    interrupted = true
    void stopChildren()
  }
  let interrupted = false
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const results: [string, Tally][] = []
  const prepared = { env: { KAPSULES_TEST_RUN: scratch, TMPDIR: join(scratch, 'tmp') } as Record<string, string> }
  let engine: Engine | undefined
  try {
    const artifacts = join(root, 'artifacts')
    await mkdir(join(scratch, 'tmp'))
    await rm(artifacts, { recursive: true, force: true })
    engine = await prepare(chosen, prepared.env)
    const bench: Bench = { env: prepared.env, scratch, artifacts }
    for (const suite of chosen) {
      if (interrupted) break
      results.push([suite.name, await runSuite(suite, bench)])
    }
  } finally {
    await endLeftovers(scratch)
    if (engine?.startedPid !== undefined) await stopDockerd(engine.startedPid)
    await rm(scratch, { recursive: true, force: true })
  }
  return report(results, interrupted)
}
