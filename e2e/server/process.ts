/**
 * The real server: the process that `npm start` runs, with a data folder, an owner label, ports and subnets of its own,
 * so that it meets nothing of a server that runs beside it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { until } from './until.ts'

export interface ServerProcess {
  /** Where the dashboard is; stays the same over restarts. */
  readonly url: string
  readonly apiKey: string
  readonly admin: { readonly email: string; readonly password: string }
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>
  /** Starts it again on the same data and port, and waits until it is ready. */
  start(): Promise<void>
}

const repository = resolve(import.meta.dirname, '../..')
const startDeadlineMs = 60_000
const stopDeadlineMs = 30_000

/** The folder of everything that the servers of this run keep; each has one of its own in it, named by its owner. */
export function runFolder(): string {
  return join(tmpdir(), `kapsules-${process.env.KAPSULES_E2E_OWNER}`)
}

/** Starts a server on an empty folder. Throws with its output when it is not ready in time. */
export async function startServer(owner: string): Promise<ServerProcess> {
  const dataDir = join(runFolder(), owner)
  await mkdir(dataDir, { recursive: true })
  let running = await launch(dataDir, owner, '0')
  const { url } = running
  const read = async (name: string) => (await readFile(join(dataDir, name), 'utf8')).trim()
  return {
    url,
    apiKey: await read('local-api-key'),
    admin: { email: 'admin@kapsules.local', password: await read('admin-password') },
    stop: () => end(running.child),
    async start() {
      running = await launch(dataDir, owner, new URL(url).port)
    },
  }
}

async function launch(dataDir: string, owner: string, port: string): Promise<{ child: ChildProcess; url: string }> {
  const announcement = join(dataDir, 'server.json')
  await rm(announcement, { force: true })
  let output = ''
  const child = spawn(process.execPath, [join(repository, 'apps/server/src/main.ts')], {
    env: {
      ...process.env,
      PORT: port,
      KAPSULES_DATA_DIR: dataDir,
      KAPSULES_OWNER: owner,
      CONTAINER_PORT_RANGE_START: '26000',
      CONTAINER_PORT_RANGE_END: '26199',
      PREVIEW_SUBNET_POOL: '10.223.0.0/20',
      PROBE_INTERVAL_MS: '1000',
      DEMO_PROJECT: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const text = await until(
    'the server is up',
    async () => {
      if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}:\n${output}`)
      return await readFile(announcement, 'utf8').catch(() => null)
    },
    (found) => found !== null,
    startDeadlineMs,
  ).catch((error: Error) => {
    child.kill('SIGKILL')
    throw new Error(`${error.message}\n${output}`)
  })
  return { child, url: (JSON.parse(text ?? '{}') as { url: string }).url }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  child.kill('SIGTERM')
  const tooLong = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs)
  await ended
  clearTimeout(tooLong)
}
