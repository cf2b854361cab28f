import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptyDatabase } from '../postgres/testing.ts'
import { type Migration, migrate, readMigrations } from './migrate.ts'

const folder = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url))
const never = new AbortController().signal

let database: Awaited<ReturnType<typeof emptyDatabase>>
let client: pg.Client

beforeEach(async () => {
  database = await emptyDatabase()
  client = new pg.Client({ connectionString: database.url })
  client.on('error', () => {})
  await client.connect()
})
afterEach(async () => {
  await client.end()
  await database.drop()
})

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

const book = async () =>
  (
    await client.query(
      `select migration_name as name, checksum, finished_at is not null as finished, applied_steps_count as steps, logs
       from _prisma_migrations order by started_at`,
    )
  ).rows

const tables = async () =>
  (await client.query(`select tablename from pg_tables where schemaname = 'public' order by 1`)).rows.map(
    (row) => row.tablename,
  )

test('an empty database gets the whole schema, and the book says so as Prisma writes it', async () => {
  const migrations = await readMigrations(folder)
  expect(await migrate(database.url, migrations, never)).toEqual(migrations.map(({ name }) => name))
  expect(await tables()).toEqual(expect.arrayContaining(['build', 'instance', 'log_line', 'preview', 'user']))
  const [first] = migrations
  const file = await readFile(`${folder}/${first?.name}/migration.sql`)
  const checksum = createHash('sha256').update(file).digest('hex')
  expect((await book())[0]).toEqual({ name: first?.name, checksum, finished: true, steps: 1, logs: null })
})

test('a second run has nothing to do and changes nothing', async () => {
  const migrations = await readMigrations(folder)
  await migrate(database.url, migrations, never)
  const before = await book()
  expect(await migrate(database.url, migrations, never)).toEqual([])
  expect(await book()).toEqual(before)
})

test('a database with some of the migrations gets the others, in order', async () => {
  const all = [
    migration('1_a', 'create table a (id int)'),
    migration('2_b', 'alter table a add column b int'),
    migration('3_c', 'create table c (id int); insert into a (id, b) values (1, 2)'),
  ]
  await migrate(database.url, all.slice(0, 1), never)
  expect(await migrate(database.url, all, never)).toEqual(['2_b', '3_c'])
  expect((await client.query('select * from a')).rows).toEqual([{ id: 1, b: 2 }])
})

test('F37: servers that start at once apply each migration once', async () => {
  const all = [
    migration('1_a', 'create table a (id int); select pg_sleep(0.1)'),
    migration('2_b', 'create table b (id int)'),
  ]
  const results = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, all, never)))
  expect(results.map((names) => names.length).sort()).toEqual([0, 0, 0, 2])
})

test('F37: a migration that fails half-way leaves nothing behind, says why, and the version before still starts', async () => {
  const old = [migration('1_a', 'create table a (id int)')]
  const next = [
    ...old,
    migration('2_b', 'create table b (id int); insert into b select 1 / (id - 1) from (values (1)) v (id)'),
  ]
  await expect(migrate(database.url, next, never)).rejects.toMatchObject({
    fault: { code: 'internal', message: expect.stringContaining('2_b'), evidence: ['division by zero'] },
  })
  expect(await tables()).toEqual(['_prisma_migrations', 'a'])
  expect(await migrate(database.url, old, never)).toEqual([])
  const mended = [...old, migration('2_b', 'create table b (id int)')]
  expect(await migrate(database.url, mended, never)).toEqual(['2_b'])
})

test('F37: a server killed in the middle of a migration leaves nothing behind', async () => {
  const slow = [migration('1_a', 'create table a (id int); select pg_sleep(20)')]
  const running = migrate(database.url, slow, never)
  const failed = expect(running).rejects.toMatchObject({ fault: { code: 'database-unreachable' } })
  await expect.poll(endMigrating, { timeout: 10_000 }).toBe(1)
  await failed
  expect(await tables()).toEqual(['_prisma_migrations'])
  expect(await migrate(database.url, [migration('1_a', 'create table a (id int)')], never)).toEqual(['1_a'])
})

async function endMigrating(): Promise<number> {
  const { rowCount } = await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'kapsules-migrate' and datname = current_database() and query like 'create table a%'`,
  )
  return rowCount ?? 0
}

test('a migration that waits for the lock ends when it is told to', async () => {
  await client.query('select pg_advisory_lock(72707369)')
  const abort = new AbortController()
  const waiting = migrate(database.url, [migration('1_a', 'create table a (id int)')], abort.signal)
  const ended = expect(waiting).rejects.toThrow('enough')
  await expect.poll(asksForLock, { timeout: 10_000 }).toBe(1)
  abort.abort(new Error('enough'))
  await ended
})

async function asksForLock(): Promise<number> {
  const { rowCount } = await client.query(
    `select from pg_stat_activity where application_name = 'kapsules-migrate' and datname = current_database()
     and query like 'select pg_try_advisory_lock%'`,
  )
  return rowCount ?? 0
}

test('F37: a failure outside a transaction is known at the next start, to the versions that have the migration', async () => {
  const old = [migration('1_a', 'create table a (id int); insert into a values (1), (1)')]
  const next = [...old, migration('2_b', '-- outside a transaction\ncreate unique index concurrently i on a (id)')]
  await expect(migrate(database.url, next, never)).rejects.toMatchObject({ fault: { code: 'internal' } })
  await expect(migrate(database.url, next, never)).rejects.toMatchObject({
    fault: { code: 'conflict', evidence: [expect.stringContaining('could not create unique index')] },
  })
  expect(await migrate(database.url, old, never)).toEqual([])
})

test('a migration that Postgres runs outside of transactions only is applied', async () => {
  const all = [
    migration('1_a', 'create table a (id int)'),
    migration('2_b', '-- outside a transaction\ncreate index concurrently i on a (id)'),
  ]
  expect(await migrate(database.url, all, never)).toEqual(['1_a', '2_b'])
  expect((await book()).map(({ name, finished, steps }) => ({ name, finished, steps }))).toEqual([
    { name: '1_a', finished: true, steps: 1 },
    { name: '2_b', finished: true, steps: 1 },
  ])
})

test('a migration that was edited after it had been applied is refused', async () => {
  await migrate(database.url, [migration('1_a', 'create table a (id int)')], never)
  const edited = [migration('1_a', 'create table a (id bigint)')]
  await expect(migrate(database.url, edited, never)).rejects.toMatchObject({ fault: { code: 'conflict' } })
})

test('a database that is not there is a fault', async () => {
  const nowhere = Object.assign(new URL(database.url), { port: '1' }).href
  await expect(migrate(nowhere, [], never)).rejects.toMatchObject({ fault: { code: 'database-unreachable' } })
})
