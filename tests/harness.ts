/**
 * A real server for tests: the process that `npm start` runs, with a data directory, ports, subnets and a label of its
 * own, so that it meets nothing of a server that runs beside it. What it made on the engine is removed at the end.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createKapsulesClient, type KapsulesClient } from '@kapsules/client'
import { createDockerRuntime, defaultBaseImageSettings, type Runtime } from '@kapsules/runtime'

/** Each server gets its own slice of ports and subnets by number. */
export interface ServerOptions {
  /** 0 to 49; one for each test file that may run at the same time as others. */
  readonly slot: number
  readonly env?: Readonly<Record<string, string>>
  /** Ports it may lease; 40 unless said. */
  readonly ports?: number
}

export interface TestServer {
  readonly client: KapsulesClient
  readonly url: string
  readonly apiKey: string
  readonly dataDir: string
  readonly runtime: Runtime
  readonly portRange: { readonly start: number; readonly end: number }
  /** All it has written so far. */
  output(): string
  /** SIGTERM, and waits for its end. Resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
  /** Starts it again on the same data, with other variables if given. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** Ends it and removes all that it made. */
  dispose(): Promise<void>
}

const startDeadlineMs = 60_000
const main = resolve(import.meta.dirname, '../apps/server/src/main.ts')

/** Starts a server and waits until it is ready. Throws with its output when it does not get there. */
export async function startServer(options: ServerOptions): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kapsules-test-'))
  const owner = `${process.env.KAPSULES_TEST_OWNER ?? 'test'}-${randomBytes(4).toString('hex')}`
  const first = 24_000 + options.slot * 100
  const portRange = { start: first, end: first + (options.ports ?? 40) - 1 }
  const runtime = createDockerRuntime({ owner, baseImages: { ...defaultBaseImageSettings, cacheDir: dataDir } })
  const server = createServerProcess(dataDir, { ...baseEnv(dataDir, owner, options.slot, portRange), ...options.env })
  const tidy = async () => {
    await server.end('SIGTERM')
    await removeEverything(runtime)
    await rm(dataDir, { recursive: true, force: true })
  }
  await server.start().catch(async (error: unknown) => {
    await tidy()
    throw error
  })
  return {
    get client() {
      return server.access().client
    },
    get url() {
      return server.access().url
    },
    get apiKey() {
      return server.access().apiKey
    },
    dataDir,
    runtime,
    portRange,
    output: server.output,
    stop: () => server.end('SIGTERM'),
    kill: async () => void (await server.end('SIGKILL')),
    start: server.start,
    dispose: tidy,
  }
}

interface Access {
  readonly url: string
  readonly apiKey: string
  readonly client: KapsulesClient
}

/** The process of a server, which may be ended and started again. */
function createServerProcess(dataDir: string, base: NodeJS.ProcessEnv) {
  let child: ChildProcess | null = null
  let output = ''
  let access: Access | null = null

  const start = async (env: Readonly<Record<string, string>> = {}) => {
    await rm(join(dataDir, 'server.json'), { force: true })
    const started = spawn(process.execPath, [main], { env: { ...base, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    const take = (chunk: Buffer) => {
      output += chunk.toString()
    }
    started.stdout.on('data', take)
    started.stderr.on('data', take)
    const url = await waitForUrl(dataDir, started, () => output)
    const apiKey = (await readFile(join(dataDir, 'local-api-key'), 'utf8')).trim()
    access = { url, apiKey, client: createKapsulesClient({ url, apiKey }) }
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const ended = new Promise<number | null>((done) => child?.once('exit', (code) => done(code)))
    child.kill(signal)
    return ended
  }
  return {
    start,
    end,
    output: () => output,
    access(): Access {
      if (!access) throw new Error('the server is not up')
      return access
    },
  }
}

function baseEnv(
  dataDir: string,
  owner: string,
  slot: number,
  ports: { start: number; end: number },
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PORT: '0',
    KAPSULES_DATA_DIR: dataDir,
    KAPSULES_OWNER: owner,
    CONTAINER_PORT_RANGE_START: String(ports.start),
    CONTAINER_PORT_RANGE_END: String(ports.end),
    PREVIEW_SUBNET_POOL: `10.221.${slot}.0/24`,
    DEMO_PROJECT: 'false',
  }
}

async function waitForUrl(dataDir: string, child: ChildProcess, output: () => string): Promise<string> {
  const deadline = Date.now() + startDeadlineMs
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}:\n${output()}`)
    const text = await readFile(join(dataDir, 'server.json'), 'utf8').catch(() => null)
    if (text) return (JSON.parse(text) as { url: string }).url
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error(`the server was not up in time:\n${output()}`)
}

/** Removes containers, networks and images that carry this owner's label. */
async function removeEverything(runtime: Runtime): Promise<void> {
  const signal = AbortSignal.timeout(60_000)
  for (const { instanceId } of await runtime.listInstances(signal)) await runtime.end(instanceId, 0, signal)
  for (const { previewId } of await runtime.listNetworks(signal)) await runtime.removeNetwork(previewId, signal)
  for (const { imageId } of await runtime.listImages(signal)) await runtime.removeImage(imageId, signal)
}

/** Waits until something holds, looking every 50 ms; throws with the last value when it does not in time. */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  holds: (value: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await look()
    if (holds(value)) return value
    if (Date.now() > deadline)
      throw new Error(
        `${what} did not come true in ${timeoutMs} ms; last seen: ${JSON.stringify(value)?.slice(0, 2000)}`,
      )
    await new Promise((done) => setTimeout(done, 50))
  }
}
