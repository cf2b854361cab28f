import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { createDatabaseProxy, type DatabaseProxy } from '../postgres/testing-proxy.ts'
import { createDatabase, type Database, transaction } from './database.ts'

const unreachable = { fault: { code: 'database-unreachable' } }

let fresh: FreshDatabase
let direct: Database
let proxy: DatabaseProxy
const opened: Database[] = []

beforeAll(async () => {
  fresh = await freshDatabase()
  direct = fresh.database
  proxy = await createDatabaseProxy(fresh.url)
})
afterEach(async () => {
  proxy.mend()
  await Promise.all(opened.splice(0).map((database) => database.close()))
})
afterAll(async () => {
  await proxy.close()
  await fresh.drop()
})

function throughProxy(
  options: { statementTimeoutMs?: number; connectTimeoutMs?: number; poolSize?: number } = {},
): Database {
  const database = createDatabase(proxy.url, { poolSize: 4, ...options })
  opened.push(database)
  return database
}

const addTenant = (id: string) => ({ text: 'insert into tenant (id, name) values ($1, $1)', values: [id] })
const hasTenant = async (id: string) => (await direct.prisma.tenant.count({ where: { id } })) === 1

test('Prisma and SQL of our own see the same record', async () => {
  const id = randomUUID()
  await direct.prisma.tenant.create({ data: { id, name: 'one' } })
  const { rows } = await direct.pool.query<{ name: string }>('select name from tenant where id = $1', [id])
  expect(rows).toEqual([{ name: 'one' }])
})

test('a transaction that throws leaves nothing behind and gives its connection back', async () => {
  const id = randomUUID()
  for (let round = 0; round < 10; round += 1) {
    const work = transaction(direct, async (sql) => {
      await sql.query(addTenant(id))
      throw new Error('changed my mind')
    })
    await expect(work).rejects.toThrow('changed my mind')
  }
  expect(await hasTenant(id)).toBe(false)
})

test('F25: transactions that deadlock are run again and all stand in the end', async () => {
  const ids = [randomUUID(), randomUUID()]
  for (const id of ids) await direct.pool.query(addTenant(id))
  let runs = 0
  const touch = (order: readonly string[]) =>
    transaction(direct, async (sql) => {
      runs += 1
      for (const id of order) {
        await sql.query(`update tenant set name = name || '+' where id = $1`, [id])
        await sql.query('select pg_sleep(0.05)')
      }
    })
  await Promise.all([touch(ids), touch(ids.toReversed())])
  const tenants = await direct.prisma.tenant.findMany({ where: { id: { in: ids } } })
  expect(tenants.map((tenant) => tenant.name.endsWith('++'))).toEqual([true, true])
  expect(runs).toBeGreaterThan(2)
})

test('F25: a conflict that never ends is given up after a bounded number of runs', async () => {
  let runs = 0
  const work = transaction(direct, async (sql) => {
    runs += 1
    await sql.query(`do $$ begin raise exception 'always' using errcode = '40001'; end $$`)
  })
  await expect(work).rejects.toMatchObject({ code: '40001' })
  expect(runs).toBe(6)
})

test('F23: while the database is cut off every way to it says so, and all work again when it is back', async () => {
  const database = throughProxy()
  await database.pool.query('select 1')
  await database.prisma.tenant.count()
  proxy.cut()
  await expect(database.pool.query('select 1')).rejects.toMatchObject(unreachable)
  await expect(database.prisma.tenant.count()).rejects.toMatchObject(unreachable)
  await expect(database.prisma.$queryRaw`select 1`).rejects.toMatchObject(unreachable)
  await expect(transaction(database, (sql) => sql.query('select 1'))).rejects.toMatchObject(unreachable)
  proxy.mend()
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  expect(await database.prisma.tenant.count()).toBeGreaterThanOrEqual(0)
})

test('F23: a cut in the middle of statements fails these, and nothing else', async () => {
  const database = throughProxy()
  const begun = Promise.allSettled([
    database.pool.query('select pg_sleep(20)'),
    database.prisma.$queryRaw`select 1 from pg_sleep(20)`,
    transaction(database, async (sql) => sql.query('select pg_sleep(20)')),
  ])
  await expect.poll(sleepers, { timeout: 10_000 }).toBe(3)
  proxy.cut()
  for (const result of await begun) expect(result).toMatchObject({ status: 'rejected', reason: unreachable })
  proxy.mend()
  await database.pool.query('select 1')
})

async function sleepers(): Promise<number> {
  const { rows } = await direct.pool.query<{ count: string }>(
    `select count(*) from pg_stat_activity where datname = current_database() and query like '%pg_sleep(20)%' and pid <> pg_backend_pid() and state = 'active'`,
  )
  return Number(rows[0]?.count)
}

test('a connection that is ended between two statements of a transaction fails it and not the process', async () => {
  const id = randomUUID()
  const work = transaction(direct, async (sql) => {
    await sql.query(addTenant(id))
    const { rows } = await sql.query<{ pid: number }>('select pg_backend_pid() as pid')
    await direct.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await sql.query('select 1')
  })
  await expect(work).rejects.toMatchObject(unreachable)
  expect(await hasTenant(id)).toBe(false)
})

test('F26: a connection cut after the commit was sent is reported, not repeated: it is there once', async () => {
  const database = throughProxy()
  const id = randomUUID()
  let runs = 0
  const work = transaction(database, async (sql) => {
    runs += 1
    await sql.query(addTenant(id))
    proxy.cutAfterSending('commit')
  })
  await expect(work).rejects.toMatchObject(unreachable)
  expect(runs).toBe(1)
  expect(await hasTenant(id)).toBe(true)
})

test('F24: a statement that takes too long, and a pool with no connection left, end in time', async () => {
  const database = throughProxy({ statementTimeoutMs: 200, connectTimeoutMs: 200, poolSize: 1 })
  await expect(database.pool.query('select pg_sleep(20)')).rejects.toMatchObject(unreachable)
  const client = await database.connections.connect()
  await expect(database.pool.query('select 1')).rejects.toMatchObject(unreachable)
  await expect(database.prisma.tenant.count()).rejects.toMatchObject(unreachable)
  client.release()
  await database.pool.query('select 1')
})

test('what is wrong with a statement is not mistaken for a database that is down', async () => {
  await expect(direct.pool.query('select nothing from nowhere')).rejects.toMatchObject({ code: '42P01' })
  await expect(direct.prisma.tenant.update({ where: { id: randomUUID() }, data: { name: '' } })).rejects.toMatchObject({
    code: 'P2025',
  })
})
