/** Global set-up of the integration tests: names the folder of their Postgres; stops it and removes the folder after. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { endPostmaster, settledPostmaster } from './postmaster.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'kapsules-test-postgres-'))
  project.provide('postgresFolder', folder)
  return async () => {
    const cluster = join(folder, 'cluster')
    const running = await settledPostmaster(cluster, AbortSignal.timeout(20_000))
    if (running) await endPostmaster(cluster, running.pid)
    await rm(folder, { recursive: true, force: true })
  }
}
