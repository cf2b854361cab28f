/**
 * The files of one embedded Postgres, below its data directory:
 *   cluster/      what initdb made; belongs to the user that Postgres runs as
 *   password      of the only database user, readable by us alone
 *   port          where it listened last, so that addresses outlive a restart
 *   postgres.log  what it prints
 */
import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface ClusterPaths {
  readonly dataDir: string
  readonly cluster: string
  readonly password: string
  readonly port: string
  readonly log: string
}

/** Where the files are. */
export function clusterPaths(dataDir: string): ClusterPaths {
  return {
    dataDir,
    cluster: join(dataDir, 'cluster'),
    password: join(dataDir, 'password'),
    port: join(dataDir, 'port'),
    log: join(dataDir, 'postgres.log'),
  }
}

/** The password of the cluster; made and stored first when there is none. */
export async function ensurePassword(paths: ClusterPaths): Promise<string> {
  const known = await readText(paths.password)
  if (known !== null && known.trim() !== '') return known.trim()
  const password = randomBytes(24).toString('base64url')
  await writeWhole(paths.password, password)
  return password
}

/** The port it listened on last, or null. */
export async function rememberedPort(paths: ClusterPaths): Promise<number | null> {
  const port = Number((await readText(paths.port)) ?? Number.NaN)
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : null
}

/** Writes down where it listens. */
export async function rememberPort(paths: ClusterPaths, port: number): Promise<void> {
  await writeWhole(paths.port, String(port))
}

/** Whether the cluster has been made. */
export async function isInitialised(paths: ClusterPaths): Promise<boolean> {
  return (await readText(join(paths.cluster, 'PG_VERSION'))) !== null
}

/** The last lines of what Postgres printed after `offset` bytes of its log. */
export async function logTail(paths: ClusterPaths, offset: number): Promise<readonly string[]> {
  const whole = await readFile(paths.log).catch(() => Buffer.alloc(0))
  const lines = whole.subarray(offset).toString('utf8').split('\n')
  return lines.filter((line) => line !== '').slice(-20)
}

const logLimitBytes = 10 * 1024 * 1024

/** Bytes that the log holds now; a log that grew large is put aside first. */
export async function beginLog(paths: ClusterPaths): Promise<number> {
  const size = (await stat(paths.log).catch(() => null))?.size ?? 0
  if (size <= logLimitBytes) return size
  await rename(paths.log, `${paths.log}.old`)
  return 0
}

/** The text of a small file, or null when there is none. Throws on any other fault. */
export async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

/** Whole or not at all: a crash in the middle leaves the old content. */
async function writeWhole(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}`
  await rm(draft, { force: true })
  await writeFile(draft, `${content}\n`, { mode: 0o600, flush: true })
  await rename(draft, path)
}
