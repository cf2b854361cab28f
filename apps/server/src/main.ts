/** The composition root: builds every part, starts them in order, stops them in reverse. Imported by nothing. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultNodeVersions } from '@kapsules/dockerfile'
import { parseSubnetPool, toFault } from '@kapsules/domain'
import { type baseNames, createDockerRuntime, defaultBaseImageSettings, type Runtime } from '@kapsules/runtime'
import { ensureLocalKey } from './access/keys.ts'
import { createPeople, ensureFirstAdmin, type People } from './access/people.ts'

import { createHttpServer } from './api/server.ts'
import { createDescribe } from './builds/describe.ts'
import { createGenerator, type Generator } from './builds/generator.ts'
import { createBuildWorker } from './builds/worker.ts'
import { deployDemo } from './demo.ts'
import { type Env, EnvError, readEnv } from './env.ts'
import { announce, type Installation, keepFirstPassword, openInstallation } from './installation.ts'
import { createLive, type Live } from './live/live.ts'
import { createLog, type Log } from './log.ts'
import { createPostgresKeeper } from './postgres/keeper.ts'
import { startEmbeddedPostgres } from './postgres/start.ts'
import { createReconcileLoop } from './reconcile/loop.ts'
import { createDatabase, type Database } from './store/database.ts'
import { migrate, readMigrations } from './store/migrate.ts'
import { ensureTenant } from './store/tenants.ts'
import { createEngineEvents } from './watch/engine-events.ts'
import { createEventPump } from './watch/event-pump.ts'
import { createProber } from './watch/health.ts'
import { createLogCollector } from './watch/logs.ts'
import { createUsageCollector } from './watch/usage.ts'
import { greet } from './welcome.ts'

interface Parts {
  readonly env: Env
  readonly log: Log
  readonly live: Live
  readonly database: Database
  readonly runtime: Runtime
  readonly generator: Generator
  readonly installation: Installation
  readonly people: People
}

const tenantId = 'default'
const version = '0.1.0'
/** Reconcile works on this many previews at once. */
const reconcileConcurrency = 8
const fullPassMs = 30_000

/** What was started, to be stopped in reverse. */
const stops: { readonly name: string; readonly stop: () => Promise<unknown> }[] = []

async function run(env: Env, log: Log, signal: AbortSignal): Promise<void> {
  const installation = await openInstallation({
    dataDir: env.dataDir,
    owner: env.KAPSULES_OWNER,
    authSecret: env.AUTH_SECRET,
  })
  const database = await openDatabase(env, log, signal)
  await ensureTenant(database, tenantId, 'Default')
  const parts = await buildParts(env, log, installation, database)
  const admin = await ensureFirstAdmin(database, parts.people)
  if (admin) await keepFirstPassword(env.dataDir, admin.password)
  const localKey = await ensureLocalKey(database, env.dataDir, tenantId)
  startLoops(parts)
  void ensureBases(parts, signal)
  const url = await startHttp(parts, localKey.id)
  const demo = env.DEMO_PROJECT
    ? await deployDemo(database, {
        folder: join(env.repositoryRoot, 'examples/express'),
        tenantId,
        recipeKey: parts.generator.recipeKey,
      })
    : null
  if (demo) {
    parts.live.touched.add(demo.previewId)
    parts.live.buildsChanged.fire()
  }
  await announce(env.dataDir, { url, database: env.DATABASE_URL ? 'external' : 'embedded' })
  await greet({ database, url, dataDir: env.dataDir, admin, demo, previewHost: env.PREVIEW_HOST }, signal)
}

/** The bases that most projects need, so that the first build need not wait for them. A build makes sure of its own. */
async function ensureBases({ runtime, log }: Parts, signal: AbortSignal): Promise<void> {
  const bases = [
    ['node', String(Math.max(...defaultNodeVersions))],
    ['nginx', '1'],
  ] as const
  for (const [name, version] of bases) {
    await runtime
      .ensureBase(name, version, signal)
      .catch((error: unknown) => log.warn(`the base image ${name}:${version} is not to be had yet`, { error }))
  }
}

async function openDatabase(env: Env, log: Log, signal: AbortSignal): Promise<Database> {
  const url = env.DATABASE_URL ?? (await startOwnPostgres(env, log, signal))
  const applied = await migrate(url, await readMigrations(join(env.repositoryRoot, 'prisma/migrations')), signal)
  if (applied.length > 0) log.info('applied migrations', { applied })
  const database = createDatabase(url, {
    poolSize: 16,
    onConnectionLost: (error) => log.warn('a connection to the database was lost', { message: error.message }),
  })
  stops.push({ name: 'database connections', stop: () => database.close() })
  return database
}

async function startOwnPostgres(env: Env, log: Log, signal: AbortSignal): Promise<string> {
  const options = { dataDir: join(env.dataDir, 'postgres') }
  const postgres = await startEmbeddedPostgres({ ...options, signal })
  log.info(postgres.adopted ? 'found the embedded Postgres running' : 'started the embedded Postgres')
  stops.push({ name: 'embedded Postgres', stop: () => postgres.stop() })
  runUntilStopped('keeper of the embedded Postgres', createPostgresKeeper({ postgres, options, log }))
  return postgres.url
}

async function buildParts(env: Env, log: Log, installation: Installation, database: Database): Promise<Parts> {
  const baseImages = {
    ...defaultBaseImageSettings,
    source: env.BASE_IMAGES,
    refs: baseImageNames(env),
    cacheDir: join(env.dataDir, 'base-images'),
    ...(env.DOCKER_REGISTRY_URL ? { registryUrl: env.DOCKER_REGISTRY_URL } : {}),
  }
  const runtime = createDockerRuntime({
    owner: installation.owner,
    baseImages,
    ...(env.DOCKER_HOST ? { dockerHost: env.DOCKER_HOST } : {}),
    ...(env.DOCKER_CERT_PATH
      ? { tls: { certPath: env.DOCKER_CERT_PATH, verify: Boolean(env.DOCKER_TLS_VERIFY) } }
      : {}),
    ...(env.SSH_AUTH_SOCK ? { sshAgent: env.SSH_AUTH_SOCK } : {}),
    deadlines: { buildMs: env.BUILD_TIMEOUT_MS },
  })
  const generator = createGenerator({
    pythonVersion: env.PYTHON_VERSION,
    extraCaPem: env.EXTRA_CA_FILE ? await readFile(env.EXTRA_CA_FILE, 'utf8') : null,
    baseImages: { source: baseImages.source, refs: baseImages.refs, registryUrl: env.DOCKER_REGISTRY_URL ?? null },
  })
  const settings = {
    secret: installation.authSecret,
    publicUrl: env.publicUrl,
    trustedOrigins: [],
    signInsPerMinute: 10,
  }
  const people = createPeople(database, settings, (message, details) => log.error(message, details))
  return { env, log, live: createLive(), database, runtime, generator, installation, people }
}

function baseImageNames(env: Env): Record<(typeof baseNames)[number], string> {
  const { refs } = defaultBaseImageSettings
  return {
    node: env.BASE_IMAGE_NODE ?? refs.node,
    nginx: env.BASE_IMAGE_NGINX ?? refs.nginx,
    python: env.BASE_IMAGE_PYTHON ?? refs.python,
  }
}

function startLoops({ env, log, live, database, runtime, generator, installation }: Parts): void {
  const shared = { database, live, runtime, log }
  const range = { start: env.CONTAINER_PORT_RANGE_START, end: env.CONTAINER_PORT_RANGE_END }
  const subnetPool = parseSubnetPool(env.PREVIEW_SUBNET_POOL)
  if (!subnetPool) throw new EnvError('PREVIEW_SUBNET_POOL is not usable.')
  const health = { startGraceMs: env.START_GRACE_MS, steadyMs: env.PROBE_INTERVAL_MS }
  const reconcile = { ...shared, portRange: range, subnetPool, startGraceMs: env.START_GRACE_MS }
  const builds = {
    ...shared,
    makeGenerator: generator.make,
    timeoutMs: env.BUILD_TIMEOUT_MS,
    concurrency: env.BUILD_CONCURRENCY,
  }
  const loops = {
    'log collector': createLogCollector(shared),
    prober: createProber({ ...shared, ...health }),
    'usage collector': createUsageCollector(shared),
    'engine events': createEngineEvents(shared),
    timeline: createEventPump(shared),
    reconcile: createReconcileLoop(reconcile, { concurrency: reconcileConcurrency, fullPassMs }),
    builds: createBuildWorker({ ...builds, workerId: `${installation.owner}/${process.pid}` }),
  }
  for (const [name, loop] of Object.entries(loops)) runUntilStopped(name, loop)
}

function runUntilStopped(name: string, loop: { run(signal: AbortSignal): Promise<void> }): void {
  const abort = new AbortController()
  const done = loop.run(abort.signal)
  const stop = () => {
    abort.abort()
    return done
  }
  stops.push({ name, stop })
}

async function startHttp(
  { env, log, live, database, runtime, generator, installation, people }: Parts,
  localKeyId: string,
): Promise<string> {
  const server = await createHttpServer({
    database,
    live,
    runtime,
    people,
    localKeyId,
    describe: createDescribe(generator.make),
    dashboardDir: env.DASHBOARD_DIR ?? join(env.repositoryRoot, 'apps/dashboard/dist'),
    report: (message, details) => log.error(message, details),
    settings: {
      version,
      instanceName: installation.owner,
      owner: installation.owner,
      publicUrl: env.publicUrl,
      trustedOrigins: [],
      previewOrigin: `http://${env.PREVIEW_HOST}`,
      previewPortRange: { start: env.CONTAINER_PORT_RANGE_START, end: env.CONTAINER_PORT_RANGE_END },
      sourceLimits: { maxFiles: env.MAX_FILES, maxFileBytes: env.MAX_FILE_BYTES, maxTotalBytes: env.MAX_PROJECT_BYTES },
      bodyLimitBytes: Math.ceil(env.MAX_PROJECT_BYTES * 1.5),
      recipeKey: generator.recipeKey,
    },
  })
  stops.push({ name: 'http', stop: () => server.close() })
  const address = new URL(await server.listen({ port: env.PORT, host: env.HOST }))
  return env.PUBLIC_URL ?? `http://localhost:${address.port}`
}

/** Each part may take this long to stop, ms. */
const stopDeadlineMs = 20_000

async function stopAll(log: Log): Promise<void> {
  for (const { name, stop } of stops.reverse()) {
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, stopDeadlineMs, 'late').unref())
    const ended = await Promise.race([stop(), late]).catch((error: unknown) =>
      log.error(`${name} did not stop well`, { error }),
    )
    if (ended === 'late') log.warn(`${name} took too long to stop`)
  }
}

async function main(): Promise<void> {
  const env = readEnv()
  const log = createLog(process.stderr)
  const stop = new AbortController()
  const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }))
  process.once('SIGTERM', () => stop.abort())
  process.once('SIGINT', () => stop.abort())
  try {
    await run(env, log, stop.signal)
    await stopped
    log.info('stopping; previews stay up')
  } catch (error) {
    const { message, hint, evidence } = toFault(error)
    log.error(`cannot start: ${message}`, { hint, evidence })
    process.exitCode = 1
  }
  await stopAll(log)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof EnvError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
