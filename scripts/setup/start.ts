import { join } from 'node:path'
import { foreground } from '../bootstrap/foreground.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { ensureEngine } from './engine.ts'
import { ensureDashboard, ensureWorkspace } from './workspace.ts'

/** Brings everything that the server needs, then runs it in the foreground. Returns its exit code. */
export async function start(): Promise<number> {
  await ensureWorkspace()
  const engine = await ensureEngine()
  await ensureDashboard()
  if (engine.startedPid !== undefined) {
    process.stdout.write('  The Docker Engine keeps running after the server stops, so that previews stay up.\n')
  }
  const server = ['--disable-warning=ExperimentalWarning', join(root, 'apps/server/src/main.ts')]
  return await foreground(process.execPath, server, { DOCKER_HOST: engine.address })
}
