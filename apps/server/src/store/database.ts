/** The way to the record: one pool of connections, used by Prisma and by SQL of our own alike. */
import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { asStoreError, isConflict, isUnreachable } from './database-faults.ts'
import { PrismaClient } from './generated/client.ts'

/** Something that runs SQL: the pool, or a transaction. Throws `database-unreachable` when the database does not answer. */
export interface Sql {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string | pg.QueryConfig,
    values?: readonly unknown[],
  ): Promise<pg.QueryResult<Row>>
}

export type Prisma = ReturnType<typeof createPrisma>

export interface Database {
  readonly prisma: Prisma
  readonly pool: Sql
  /** For what needs a connection of its own, such as LISTEN. Errors come as pg gives them. */
  readonly connections: pg.Pool
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Connections at most. */
  readonly poolSize: number
  /** How long a statement may take on the server, ms. */
  readonly statementTimeoutMs?: number
  /** How long a connection, or a free one of the pool, may be waited for, ms. */
  readonly connectTimeoutMs?: number
  /** Is told of connections that broke while nobody used them. */
  readonly onConnectionLost?: (error: Error) => void
}

const connectDeadlineMs = 5_000
const statementDeadlineMs = 30_000
/** A connection that was cut without a word is given up this much later than the server would have ended the statement. */
const silenceMs = 5_000

/** Makes the way to a database. Connects when first used; a connection that is lost is replaced by a new one. */
export function createDatabase(url: string, options: DatabaseOptions): Database {
  const statementMs = options.statementTimeoutMs ?? statementDeadlineMs
  const connections = new pg.Pool({
    connectionString: url,
    max: options.poolSize,
    application_name: 'kapsules',
    connectionTimeoutMillis: options.connectTimeoutMs ?? connectDeadlineMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + silenceMs,
    idle_in_transaction_session_timeout: statementMs,
    keepAlive: true,
    idleTimeoutMillis: 30_000,
  })
  const lost = options.onConnectionLost ?? (() => {})
  connections.on('error', lost)
  // the pool listens only to idle ones; one that breaks between two statements of a transaction must not end the process
  connections.on('connect', (client) => client.on('error', () => {}))
  const prisma = createPrisma(connections)
  return {
    prisma,
    connections,
    pool: { query: (text, values) => withClient(connections, (sql) => sql.query(text, values)) },
    async close() {
      await prisma.$disconnect()
      await connections.end()
    },
  }
}

function createPrisma(connections: pg.Pool) {
  const plain = new PrismaClient({ adapter: new PrismaPg(connections) })
  return plain.$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args)
        } catch (error) {
          throw asStoreError(error)
        }
      },
    },
  })
}

/** Lends a connection for some statements; one that broke is not given back. */
async function withClient<T>(connections: pg.Pool, use: (sql: Sql) => Promise<T>): Promise<T> {
  let broken = false
  const client = await connections.connect().catch((error: unknown) => {
    throw asStoreError(error)
  })
  try {
    return await use({
      query: (text, values) => client.query(text, values ? [...values] : undefined),
    })
  } catch (error) {
    broken = isUnreachable(error)
    throw asStoreError(error)
  } finally {
    client.release(broken)
  }
}

const attempts = 6

/**
 * Runs statements as one transaction: all of them stand, or none. When it meets another one (deadlock, serialization
 * failure) it is run again from the start after a random pause, so `work` must not do anything but SQL. Throws
 * `database-unreachable` when the connection is lost; if that happens during the commit, what was written may stand.
 */
export async function transaction<T>(database: Database, work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withClient(database.connections, (sql) => runOnce(sql, work))
    } catch (error) {
      if (attempt === attempts || !isConflict(error)) throw error
      await delay(Math.random() * 10 * 2 ** attempt)
    }
  }
}

async function runOnce<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  await sql.query('begin')
  try {
    const result = await work(sql)
    await sql.query('commit')
    return result
  } catch (error) {
    if (!isUnreachable(error)) await sql.query('rollback')
    throw error
  }
}
