import { type ChildProcess, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fail } from '@kapsules/domain'
import { beginLog, type ClusterPaths, logTail, rememberedPort, rememberPort } from './cluster.ts'
import { type Postmaster, readPostmaster } from './postmaster.ts'
import type { RunAs } from './run-as.ts'

export interface LaunchOptions {
  readonly paths: ClusterPaths
  readonly binary: string
  readonly runAs: RunAs
  /** Null: the port it had last, else any free one. */
  readonly port: number | null
  readonly settings: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

type Attempt =
  | { readonly kind: 'ready'; readonly postmaster: Postmaster }
  | { readonly kind: 'port-taken' }
  | { readonly kind: 'still-held' }

const retryMs = 100

/**
 * Starts Postgres and waits until it lets clients in. Another port is taken when one is in use, unless `port` names it;
 * while children of a killed one still hold the cluster it tries again. Throws `database-unreachable` with what it printed.
 */
export async function launch(options: LaunchOptions): Promise<Postmaster> {
  let port = options.port ?? (await rememberedPort(options.paths)) ?? (await freePort())
  for (;;) {
    options.signal.throwIfAborted()
    const attempt = await tryOn(port, options)
    if (attempt.kind === 'ready') {
      await rememberPort(options.paths, port)
      return attempt.postmaster
    }
    if (attempt.kind === 'still-held') await delay(retryMs, undefined, { signal: options.signal })
    else if (options.port === null) port = await freePort()
    else fail('database-unreachable', `Port ${port} is in use.`, 'Choose another port for the embedded Postgres.')
  }
}

async function tryOn(port: number, options: LaunchOptions): Promise<Attempt> {
  const { paths, signal } = options
  const offset = await beginLog(paths)
  const child = await start(port, options)
  try {
    while (child.exitCode === null && child.signalCode === null) {
      const postmaster = await readPostmaster(paths.cluster)
      if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return { kind: 'ready', postmaster }
      await delay(10, undefined, { signal })
    }
  } catch (error) {
    child.kill('SIGQUIT')
    throw error
  }
  const printed = await logTail(paths, offset)
  const text = printed.join('\n')
  if (/could not bind|could not create any TCP\/IP sockets/.test(text)) return { kind: 'port-taken' }
  if (/lock file .* already exists|shared memory block .* still in use/.test(text)) return { kind: 'still-held' }
  const how = child.signalCode ?? `code ${child.exitCode}`
  return fail('database-unreachable', `The embedded Postgres ended at start (${how}).`, startHint, printed)
}

const startHint =
  'Its last lines tell why. See that the data directory is whole and has room, or set DATABASE_URL to a Postgres server.'

/** In a session of its own, so that Ctrl-C reaches the server first, which then stops it in order. */
async function start(port: number, { paths, binary, runAs, settings }: LaunchOptions): Promise<ChildProcess> {
  const log = await open(paths.log, 'a', 0o600)
  try {
    const { file, args, options } = runAs.invoke(binary, postgresArguments(paths.cluster, port, settings))
    const child = spawn(file, [...args], { ...options, cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] })
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    return child
  } catch (error) {
    return fail('database-unreachable', `${binary} could not be run.`, startHint, [String(error)])
  } finally {
    await log.close()
  }
}

const standing: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // no socket files: nothing to go stale, and no limit on the length of the data directory's path
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // what a statement holds may be secret
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  jit: 'off',
}

function postgresArguments(cluster: string, port: number, settings: Readonly<Record<string, string>>): string[] {
  const all = Object.entries({ ...standing, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', cluster, '-p', String(port), ...all]
}

/** A port that was free a moment ago; whether it still is, Postgres tells. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
