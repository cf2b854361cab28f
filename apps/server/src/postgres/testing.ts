/**
 * Databases for integration tests: one Postgres for a whole vitest run, started by the first test file that asks, with a
 * database of its own for each that asks. `testing-setup.ts` names the folder and stops it at the end of the run.
 */
import { createHash, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { inject } from 'vitest'
import { createDatabase, type Database } from '../store/database.ts'
import { type Migration, migrate, readMigrations } from '../store/migrate.ts'
import { holdLock } from './lock.ts'
import { startEmbeddedPostgres } from './start.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresFolder: string
  }
}

export { createDatabaseProxy, type DatabaseProxy } from './testing-proxy.ts'

export interface FreshDatabase {
  readonly database: Database
  readonly url: string
  /** Closes the connections of `database` and removes the database, whoever still uses it. */
  drop(): Promise<void>
}

const deadlineMs = 60_000
const migrationsFolder = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url))

/** Losing power does not matter to a test. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  io_method: 'sync',
  max_connections: '300',
}

/** A new database with all migrations applied. */
export async function freshDatabase(options: { readonly poolSize?: number } = {}): Promise<FreshDatabase> {
  const template = await ensureTemplate()
  const { url, drop } = await createFrom(template)
  const database = createDatabase(url, { poolSize: options.poolSize ?? 4 })
  return {
    database,
    url,
    async drop() {
      await database.close()
      await drop()
    },
  }
}

/** A new database with nothing in it, for tests of the migrations themselves. */
export function emptyDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  return createFrom('template0')
}

async function createFrom(template: string): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await serverUrl()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`))
  return {
    url: named(server, name),
    drop: () =>
      onServer(server, async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  }
}

let template: Promise<string> | null = null

/** The database that all others are copied from; one for each state of the migrations. */
function ensureTemplate(): Promise<string> {
  template ??= makeTemplate()
  return template
}

async function makeTemplate(): Promise<string> {
  const migrations = await readMigrations(migrationsFolder)
  const name = `template_${fingerprint(migrations)}`
  const server = await serverUrl()
  const unlock = await holdLock(`${inject('postgresFolder')}/${name}`, AbortSignal.timeout(deadlineMs))
  try {
    const { rowCount } = await onServer(server, (client) =>
      client.query('select from pg_database where datname = $1', [name]),
    )
    if (rowCount === 0) {
      const draft = `${name}_draft`
      await onServer(server, (client) => client.query(`drop database if exists ${draft} with (force)`))
      await onServer(server, (client) => client.query(`create database ${draft}`))
      await migrate(named(server, draft), migrations, AbortSignal.timeout(deadlineMs))
      await onServer(server, (client) => client.query(`alter database ${draft} rename to ${name}`))
    }
    return name
  } finally {
    unlock()
  }
}

function fingerprint(migrations: readonly Migration[]): string {
  return createHash('sha256')
    .update(migrations.map(({ name, checksum }) => `${name} ${checksum}\n`).join(''))
    .digest('hex')
    .slice(0, 16)
}

let server: Promise<string> | null = null

function serverUrl(): Promise<string> {
  server ??= startEmbeddedPostgres({
    dataDir: inject('postgresFolder'),
    settings,
    signal: AbortSignal.timeout(deadlineMs),
  }).then(({ url }) => url)
  return server
}

function named(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href
}

async function onServer<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 30_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
