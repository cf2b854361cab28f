import { ensureChromium } from '../setup/chromium.ts'
import { type Engine, ensureEngine } from '../setup/engine.ts'
import { ensureDashboard, ensureWorkspace } from '../setup/workspace.ts'
import type { Suite } from './suite.ts'

/** What was brought for the suites, and what of it is ours to stop. */
export interface Prepared {
  env: Record<string, string>
  engine?: Engine
}

/** Brings everything that these suites need. Throws a SetupError that says what is missing and what to do about it. */
export async function prepare(suites: Suite[]): Promise<Prepared> {
  const needs = new Set(suites.flatMap((suite) => suite.needs))
  await ensureWorkspace()
  const prepared: Prepared = { env: {} }
  if (needs.has('dashboard')) await ensureDashboard()
  if (needs.has('chromium')) prepared.env.KAPSULES_CHROMIUM = await ensureChromium()
  // Last, because it may start something that the caller has to stop.
  if (needs.has('engine')) {
    prepared.engine = await ensureEngine()
    // For everything that this process starts or does itself from now on, the docker program too.
    process.env.DOCKER_HOST = prepared.engine.address
  }
  return prepared
}
