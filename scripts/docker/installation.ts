// What the data directory says about the installation of this repository: its label, its server, its own database.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { root } from '../bootstrap/toolchain.mjs'

export interface Installation {
  dataDir: string
  /** Value of the label that everything of it on the engine carries. */
  owner: string
  /** The server that runs now, if one answers. */
  server?: { url: string; apiKey: string }
}

/** Throws a SetupError when no server has ever run here, so that nothing on the engine can be this installation's. */
export async function findInstallation(env: NodeJS.ProcessEnv = process.env): Promise<Installation> {
  const dataDir = resolve(root, env.KAPSULES_DATA_DIR || '.kapsules')
  const owner = env.KAPSULES_OWNER || textOf(join(dataDir, 'owner'))
  if (!owner) {
    throw new SetupError(
      `No server has run with the data directory ${dataDir}, so nothing on the engine is known to be its own.`,
      'Set KAPSULES_DATA_DIR (or KAPSULES_OWNER) as the server has it.',
    )
  }
  const server = await findServer(dataDir, env)
  return server ? { dataDir, owner, server } : { dataDir, owner }
}

async function findServer(dataDir: string, env: NodeJS.ProcessEnv) {
  const state = textOf(join(dataDir, 'server.json'))
  const url = env.KAPSULES_URL || (state ? (JSON.parse(state) as { url: string }).url : undefined)
  const apiKey = env.KAPSULES_API_KEY || textOf(join(dataDir, 'local-api-key'))
  if (!url || !apiKey) return undefined
  const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(3_000) }).catch(() => undefined)
  await answer?.body?.cancel()
  return answer?.ok ? { url, apiKey } : undefined
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
}
