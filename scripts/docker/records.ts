// The ids of everything that has a record: asked of the running server, else read from its database.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../apps/server/src/postgres/start.ts'
import { createDatabase } from '../../apps/server/src/store/database.ts'
import { type Records, readRecords } from '../../apps/server/src/store/reconcile-reads.ts'
import { SetupError } from '../bootstrap/setup-error.mjs'
import type { Installation } from './installation.ts'

const DEADLINE_MS = 60_000

/** Throws when neither the server nor a database can tell: then nothing may be taken for an orphan. */
export async function findRecords(installation: Installation, env: NodeJS.ProcessEnv = process.env): Promise<Records> {
  if (installation.server) return await askServer(installation.server, installation.owner)
  if (env.DATABASE_URL) return await readDatabase(env.DATABASE_URL)
  const dataDir = join(installation.dataDir, 'postgres')
  if (await usedAnotherDatabase(installation.dataDir)) {
    throw new SetupError(
      'No server answers, and it last kept its records in a database that is not known here, so nothing is removed.',
      'Start the server, or set DATABASE_URL as the server has it.',
    )
  }
  if (!existsSync(join(dataDir, 'cluster'))) {
    throw new SetupError(
      'No server answers, and there is no database to read: what has a record is not known, so nothing is removed.',
      'Start the server, or set DATABASE_URL as the server has it.',
    )
  }
  const postgres = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(DEADLINE_MS) })
  try {
    return await readDatabase(postgres.url)
  } finally {
    if (!postgres.adopted) await postgres.stop()
  }
}

async function usedAnotherDatabase(dataDir: string): Promise<boolean> {
  const text = await readFile(join(dataDir, 'server.json'), 'utf8').catch(() => '{}')
  return (JSON.parse(text) as { database?: string }).database === 'external'
}

async function askServer({ url, apiKey }: { url: string; apiKey: string }, owner: string): Promise<Records> {
  const answer = await fetch(new URL('/api/maintenance/records', url), {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(DEADLINE_MS),
  })
  if (!answer.ok) throw new SetupError(`The server at ${url} does not tell its records: HTTP ${answer.status}.`)
  const body = (await answer.json()) as { owner: string } & Record<keyof Records, string[]>
  if (body.owner !== owner) {
    throw new SetupError(`The server at ${url} owns "${body.owner}" on the engine, and this installation "${owner}".`)
  }
  const { previews, instances, builds, images } = body
  return {
    previews: new Set(previews),
    instances: new Set(instances),
    builds: new Set(builds),
    images: new Set(images),
  }
}

async function readDatabase(url: string): Promise<Records> {
  const database = createDatabase(url, { poolSize: 1 })
  try {
    return await readRecords(database)
  } finally {
    await database.close()
  }
}
