/**
 * A Postgres of our own under a data directory, for those who have none: found running and adopted, or started. It
 * outlives a crash of the server on purpose; the next start adopts it with everything that was written.
 */
import { mkdir, realpath } from 'node:fs/promises'
import { FaultError, fail, fault } from '@kapsules/domain'
import pg from 'pg'
import { findBinaries } from './binaries.ts'
import { type ClusterPaths, clusterPaths, ensurePassword } from './cluster.ts'
import { initialise } from './initialise.ts'
import { launch } from './launch.ts'
import { holdLock } from './lock.ts'
import { endPostmaster, type Postmaster, settledPostmaster } from './postmaster.ts'
import { chooseRunAs } from './run-as.ts'

export interface EmbeddedPostgresOptions {
  /** Belongs to this Postgres alone; made when it is not there. */
  readonly dataDir: string
  /** Listen on this port and no other; absent = the port it had last, else any free one. */
  readonly port?: number
  /** Further settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>
  /** How long the start may take, ms. A recovery after a crash counts as well. */
  readonly deadlineMs?: number
  readonly signal: AbortSignal
}

export interface EmbeddedPostgres {
  readonly url: string
  /** It ran before: a server that was killed had left it. */
  readonly adopted: boolean
  /**
   * Stops it, unless another process still has connections to it. Close your own first. Throws `database-unreachable`
   * when it does not end.
   */
  stop(): Promise<void>
}

const startDeadlineMs = 60_000

/** Adopts or starts the Postgres of a data directory. Throws `database-unreachable` with the last lines it printed. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const deadlineMs = options.deadlineMs ?? startDeadlineMs
  const deadline = AbortSignal.timeout(deadlineMs)
  const signal = AbortSignal.any([options.signal, deadline])
  try {
    return await startUnderLock(options, signal)
  } catch (error) {
    if (error instanceof FaultError || options.signal.aborted || !deadline.aborted) throw error
    const hint = 'See postgres.log in the data directory.'
    const late = fault('database-unreachable', `The embedded Postgres was not ready within ${deadlineMs} ms.`, hint)
    throw new FaultError(late, { cause: error })
  }
}

async function startUnderLock(options: EmbeddedPostgresOptions, signal: AbortSignal): Promise<EmbeddedPostgres> {
  // others must be able to pass through it, not to look into it: Postgres may run as another user
  await mkdir(options.dataDir, { recursive: true, mode: 0o711 })
  const paths = clusterPaths(await realpath(options.dataDir))
  const unlock = await holdLock(paths.dataDir, signal)
  try {
    const password = await ensurePassword(paths)
    const running = await settledPostmaster(paths.cluster, signal)
    if (running) await greet(urlOf(password, running.port), running)
    const postmaster = running ?? (await startFresh(paths, password, options, signal))
    return handle(paths, urlOf(password, postmaster.port), running !== null)
  } finally {
    unlock()
  }
}

async function startFresh(
  paths: ClusterPaths,
  password: string,
  options: EmbeddedPostgresOptions,
  signal: AbortSignal,
): Promise<Postmaster> {
  const binaries = await findBinaries()
  const runAs = await chooseRunAs(paths.cluster, binaries.postgres)
  await initialise(paths, binaries, runAs, signal)
  const { port, settings = {} } = options
  const started = await launch({ paths, binary: binaries.postgres, runAs, port: port ?? null, settings, signal })
  await greet(urlOf(password, started.port), started)
  return started
}

/** Sees that what listens there lets us in. */
async function greet(url: string, { pid }: Postmaster): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 10_000 })
  // a connection that breaks is told by the call that uses it
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    fail(
      'database-unreachable',
      `The embedded Postgres (process ${pid}) runs but does not let us in.`,
      'The file `password` of the data directory may not belong to it. Stop it, or set DATABASE_URL.',
      [error instanceof Error ? error.message : String(error)],
    )
  } finally {
    await client.end()
  }
}

function handle(paths: ClusterPaths, url: string, adopted: boolean): EmbeddedPostgres {
  return {
    url,
    adopted,
    async stop() {
      const running = await settledPostmaster(paths.cluster, AbortSignal.timeout(30_000))
      if (!running || (await isUsedByOthers(url))) return
      if (await endPostmaster(paths.cluster, running.pid)) return
      fail(
        'database-unreachable',
        `The embedded Postgres (process ${running.pid}) did not stop.`,
        'End the process by hand; it recovers at the next start.',
      )
    },
  }
}

const goodbyeMs = 1_000

/** Whether somebody else keeps connections to it: a second server that adopted it. Our own take a moment to go. */
async function isUsedByOthers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    for (const until = performance.now() + goodbyeMs; ; ) {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`,
      )
      if (rowCount === 0 || performance.now() > until) return rowCount !== 0
      await client.query('select pg_sleep(0.02)')
    }
  } catch {
    // it lets nobody in, so nobody is left to be considered
    return false
  } finally {
    await client.end()
  }
}

function urlOf(password: string, port: number): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
}
