/** A whole API for integration tests: real Postgres, real HTTP, real clients; only the engine is made up. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSourceLimits } from '@kapsules/domain'
import type { EngineInfo } from '@kapsules/runtime'
import { createTRPCClient, createWSClient, httpBatchLink, httpSubscriptionLink, splitLink, wsLink } from '@trpc/client'
import { EventSource } from 'eventsource'
import { WebSocket } from 'ws'
import { makeKey } from '../access/keys.ts'
import { createPeople, type People } from '../access/people.ts'
import type { Role } from '../access/who.ts'
import { createLive, type Live } from '../live/live.ts'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { insertApiKey } from '../store/api-keys.ts'
import { createDatabase, type Database } from '../store/database.ts'
import { deployPreview } from '../store/deploy.ts'
import type { ApiSettings } from './context.ts'
import type { AppRouter } from './router.ts'
import { createHttpServer, type HttpServerParts } from './server.ts'

const engine: EngineInfo = {
  name: 'made up',
  version: '1.0',
  apiVersion: '1.41',
  operatingSystem: 'none',
  cgroupVersion: '2',
  cpus: 2,
  memoryBytes: 1024 ** 3,
  storageDriver: 'none',
  rootless: false,
  sameHost: true,
  parallelBuilds: true,
}

export interface TestApi {
  readonly url: string
  readonly database: Database
  readonly live: Live
  readonly people: People
  /** What was reported as unforeseen. */
  readonly reports: readonly { readonly message: string; readonly details: Readonly<Record<string, unknown>> }[]
  /** A new key of a tenant. */
  key(tenantId?: string): Promise<{ readonly id: string; readonly key: string }>
  /** Makes somebody and signs in; gives the cookie. */
  signIn(role: Role): Promise<string>
  /** What waits to be read on the server's side of each WebSocket, bytes. */
  unread(): readonly number[]
  close(): Promise<void>
}

export interface TestApiOptions {
  readonly settings?: Partial<ApiSettings>
  readonly runtime?: Partial<HttpServerParts['runtime']>
  readonly localKeyId?: string
  readonly dashboardDir?: string
  readonly signInsPerMinute?: number
  /** Makes another way to the database, such as a proxy that can be cut, and gives its address. */
  readonly throughProxy?: (url: string) => Promise<string>
}

/** Starts a server on a free port with a database of its own. */
export async function startApi(options: TestApiOptions = {}): Promise<TestApi> {
  const fresh = await freshDatabase({ poolSize: 8 })
  const database = options.throughProxy
    ? createDatabase(await options.throughProxy(fresh.url), { poolSize: 8 })
    : fresh.database
  const emptyDir = await mkdtemp(join(tmpdir(), 'kapsules-no-dashboard-'))
  const reports: TestApi['reports'][number][] = []
  const report: HttpServerParts['report'] = (message, details) => void reports.push({ message, details })
  const live = createLive()
  const settings = { ...defaultSettings, ...options.settings }
  const people = createPeople(database, { ...settings, ...peopleSettings(options) }, report)
  const server = createHttpServer({
    database,
    live,
    people,
    report,
    settings,
    runtime: { ...idleRuntime, ...options.runtime },
    describe: async () => ({ recipe: staticRecipe, fault: null }),
    localKeyId: options.localKeyId ?? 'none',
    dashboardDir: options.dashboardDir ?? emptyDir,
  })
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  let count = 0
  return {
    url,
    database,
    live,
    people,
    reports,
    async key(tenantId = 'default') {
      const { key, prefix, hash } = makeKey()
      const id = await insertApiKey(fresh.database, { name: 'test', tenantId, prefix, hash, expiresAt: null })
      return { id, key }
    },
    async signIn(role) {
      count += 1
      const email = `${role}${count}@example.com`
      await people.create({ email, name: role, password: 'correct horse battery', role })
      const answer = await signInWith(url, email, 'correct horse battery')
      return cookiesOf(answer)
    },
    unread: () => [...server.websocketServer.clients].map(({ bufferedAmount }) => bufferedAmount),
    close: () => closeAll(server, database, fresh, emptyDir),
  }
}

async function closeAll(
  server: ReturnType<typeof createHttpServer>,
  database: Database,
  fresh: FreshDatabase,
  emptyDir: string,
): Promise<void> {
  await server.close()
  if (database !== fresh.database) await database.close()
  await fresh.drop()
  await rm(emptyDir, { recursive: true, force: true })
}

const defaultSettings: ApiSettings = {
  version: '0.0.0',
  instanceName: 'test',
  owner: 'test',
  publicUrl: 'http://dashboard.test',
  trustedOrigins: [],
  previewOrigin: 'http://previews.test',
  previewPortRange: { start: 31_000, end: 31_999 },
  sourceLimits: defaultSourceLimits,
  bodyLimitBytes: 4 * 1024 * 1024,
  recipeKey: 'recipe',
}

function peopleSettings({ signInsPerMinute = 1000 }: TestApiOptions) {
  return { secret: 'b7Qm2vX9tR4kLw8zYc1nHs6pJd3fGa5u', signInsPerMinute }
}

const idleRuntime: HttpServerParts['runtime'] = {
  info: async () => engine,
  diskUse: async () => ({ imagesBytes: 0, buildCacheBytes: 0, containersBytes: 0 }),
  listInstances: async () => [],
  listNetworks: async () => [],
  listImages: async () => [],
}

const staticRecipe = {
  kind: 'static',
  framework: 'Static files',
  dockerfile: 'FROM nginx',
  port: 8080,
  packageManager: null,
  runtimeVersion: null,
  reasons: ['It has an index.html.'],
}

/** Asks to sign in, as the dashboard does. */
export function signInWith(url: string, email: string, password: string, headers: Record<string, string> = {}) {
  return fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...headers },
    body: JSON.stringify({ email, password }),
  })
}

/** The cookies of an answer, as the next request sends them. */
export function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

export type Headers = Readonly<Record<string, string>>

/** A typed client over HTTP; subscriptions go over SSE with the same headers. */
export function httpClient(url: string, headers: Headers) {
  const trpc = `${url}/trpc`
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({
          url: trpc,
          EventSource,
          eventSourceOptions: {
            fetch: (address, init) => fetch(address, { ...init, headers: { ...init.headers, ...headers } }),
          },
        }),
        false: httpBatchLink({ url: trpc, headers }),
      }),
    ],
  })
}

/** A typed client of a key, over HTTP. */
export function keyClient(url: string, key: string) {
  return httpClient(url, { authorization: `Bearer ${key}` })
}

/** A typed client over one WebSocket, with these headers at its upgrade. */
export function socketClient(url: string, headers: Headers, apiKey?: string) {
  class Socket extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers })
    }
  }
  const socket = createWSClient({
    url: `${url.replace('http', 'ws')}/trpc`,
    WebSocket: Socket as unknown as typeof globalThis.WebSocket,
    retryDelayMs: () => 50,
    ...(apiKey ? { connectionParams: { apiKey } } : {}),
  })
  return { client: createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] }), close: () => socket.close() }
}

/** Deploys a small project straight into the store. */
export function seedPreview(database: Database, { projectId = 'shop', tenantId = 'default', name = 'main' } = {}) {
  return deployPreview(database, {
    tenantId,
    projectId,
    name,
    files: [{ path: 'index.html', content: projectId, encoding: 'utf8', executable: false, size: projectId.length }],
    env: null,
    resources: null,
    actor: 'system',
    recipeKey: 'recipe',
  })
}
