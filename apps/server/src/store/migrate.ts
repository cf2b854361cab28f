/**
 * Brings the database to the newest schema. Keeps Prisma's own book (`_prisma_migrations`), so that its CLI and we agree
 * on what was applied. One server at a time does it, under the lock that the CLI takes too. A migration and its entry in
 * the book are one transaction: what fails leaves nothing behind, and the version before still starts. A migration that
 * Postgres does not run inside a transaction (`create index concurrently`) says so by a line `-- outside a transaction`
 * and holds one statement; its entry is opened before and closed after, so that a failure in between is known.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { FaultError, fail } from '@kapsules/domain'
import pg from 'pg'
import { asStoreError, isUnreachable } from './database-faults.ts'

export interface Migration {
  readonly name: string
  readonly sql: string
  /** Lower-case hex SHA-256 of the file. */
  readonly checksum: string
}

interface BookEntry {
  readonly migration_name: string
  readonly checksum: string
  readonly finished_at: Date | null
  readonly logs: string | null
}

/** The advisory lock that Prisma's engine takes. */
const lockKey = 72707369

const bookSql = `create table if not exists _prisma_migrations (
  id                  varchar(36)  primary key not null,
  checksum            varchar(64)  not null,
  finished_at         timestamptz,
  migration_name      varchar(255) not null,
  logs                text,
  rolled_back_at      timestamptz,
  started_at          timestamptz  not null default now(),
  applied_steps_count integer      not null default 0
)`

/** Reads the migrations of a folder, oldest first. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Applies the migrations that the database has not seen, and gives their names. Throws `database-unreachable`; `conflict`
 * when an earlier one was left half-done or was edited since; `internal` when one fails, with what Postgres said.
 */
export async function migrate(
  url: string,
  migrations: readonly Migration[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'kapsules-migrate',
    connectionTimeoutMillis: 10_000,
  })
  // a connection that breaks is told by the query that uses it
  client.on('error', () => {})
  // the only way to end a statement that waits: the server rolls back what is not committed
  const cut = () => void client.end()
  signal.addEventListener('abort', cut, { once: true })
  try {
    signal.throwIfAborted()
    await client.connect()
    await lock(client, signal)
    await client.query(bookSql)
    const waiting = checkBook(migrations, await readBook(client))
    for (const migration of waiting) await apply(client, migration)
    return waiting.map((migration) => migration.name)
  } catch (error) {
    signal.throwIfAborted()
    throw asStoreError(error)
  } finally {
    signal.removeEventListener('abort', cut)
    await client.end()
  }
}

const retryMs = 50

/** Asks again and again instead of waiting inside Postgres: there it would block the building of an index. */
async function lock(client: pg.Client, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [lockKey])
    if (rows[0]?.held) return
    await delay(retryMs, undefined, { signal })
  }
}

async function readBook(client: pg.Client): Promise<readonly BookEntry[]> {
  const { rows } = await client.query<BookEntry>(
    'select migration_name, checksum, finished_at, logs from _prisma_migrations where rolled_back_at is null order by started_at',
  )
  return rows
}

/** The migrations that wait to be applied. */
function checkBook(migrations: readonly Migration[], book: readonly BookEntry[]): readonly Migration[] {
  const ours = new Set(migrations.map(({ name }) => name))
  // one that we do not know belongs to a newer version and is that version's to mend
  const broken = book.find((entry) => entry.finished_at === null && ours.has(entry.migration_name))
  if (broken) {
    fail(
      'conflict',
      `The migration ${broken.migration_name} was begun and never finished.`,
      'See what it left in the database, then mark it with `prisma migrate resolve`.',
      broken.logs ? [broken.logs] : [],
    )
  }
  const checksums = new Map(book.map((entry) => [entry.migration_name, entry.checksum]))
  const edited = migrations.find(({ name, checksum }) => (checksums.get(name) ?? checksum) !== checksum)
  if (edited) {
    fail(
      'conflict',
      `The migration ${edited.name} was edited after it had been applied.`,
      'Restore the file and write a new migration.',
    )
  }
  return migrations.filter(({ name }) => !checksums.has(name))
}

const outsideMark = /^-- outside a transaction$/m

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const outside = outsideMark.test(migration.sql)
  try {
    await (outside ? applyOutside(client, migration) : applyInside(client, migration))
  } catch (error) {
    const known = asStoreError(error)
    if (known instanceof FaultError) throw known
    const state = outside ? 'it may have left something behind' : 'the database is as it was before'
    fail(
      'internal',
      `The migration ${migration.name} failed; ${state}.`,
      'Correct the migration, or start the version that ran before.',
      [messageOf(error)],
    )
  }
}

async function applyInside(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('commit')
  } catch (error) {
    if (!isUnreachable(error)) await client.query('rollback')
    throw error
  }
}

async function applyOutside(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)', [
    id,
    checksum,
    name,
  ])
  try {
    await client.query(sql)
  } catch (error) {
    if (!isUnreachable(error))
      await client.query('update _prisma_migrations set logs = $2 where id = $1', [id, messageOf(error)])
    throw error
  }
  await client.query(
    'update _prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1 where id = $1',
    [id],
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
