import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { Listener } from '@kapsules/domain'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createLive, type InstanceTarget } from '../live/live.ts'
import { silentLog } from '../log.ts'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { createDatabaseProxy } from '../postgres/testing-proxy.ts'
import { createDatabase } from '../store/database.ts'
import { createProber } from './health.ts'

const never = new AbortController().signal
const waitLong = { timeout: 20_000, interval: 10 }

let fresh: FreshDatabase
const closers: (() => unknown)[] = []

beforeAll(async () => {
  fresh = await freshDatabase()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(() => fresh.drop())

async function app(handler: RequestListener, port = 0): Promise<{ port: number; close(): Promise<unknown> }> {
  const server = createServer(handler)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  closers.push(close)
  return { port: portOf(server), close }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function targetAt(hostPort: number, more: Partial<InstanceTarget> = {}): InstanceTarget {
  const ids = { instanceId: randomUUID(), previewId: randomUUID(), tenantId: 'tenant' }
  return {
    ...ids,
    hostPort,
    appPort: 3000,
    cpuLimit: 1,
    memoryLimitBytes: 1,
    startedAt: Date.now(),
    wasReady: false,
    ...more,
  }
}

function begin(
  options: {
    listeners?: readonly Listener[]
    now?: () => number
    steadyMs?: number
    database?: FreshDatabase['database']
  } = {},
) {
  const live = createLive()
  const { listeners = [], database = fresh.database, steadyMs = 20, ...rest } = options
  const runtime = { listeners: async () => listeners }
  const prober = createProber({ live, runtime, database, log: silentLog, startGraceMs: 60_000, steadyMs, ...rest })
  const run = () => {
    const abort = new AbortController()
    const running = prober.run(abort.signal)
    closers.push(() => {
      abort.abort()
      return running
    })
    return () => {
      abort.abort()
      return running
    }
  }
  return { live, prober, run }
}

const history = async (instanceId: string) => {
  const rows = await fresh.database.prisma.healthChange.findMany({ where: { instanceId }, orderBy: { id: 'asc' } })
  return rows.map(({ health }) => health)
}

test('an app that comes up is ready with its first answer, and that is recorded and told', async () => {
  const { live, run } = begin()
  run()
  const closed = await app(() => {})
  await closed.close()
  const target = targetAt(closed.port)
  live.targets.set(target.instanceId, target)
  await expect.poll(() => live.health.get(target.instanceId)?.last?.probe.kind, waitLong).toBe('silent')
  expect(live.health.get(target.instanceId)).toMatchObject({ verdict: 'pending', health: 'unknown' })
  expect(live.touched.size).toBe(0)
  await app((_, response) => response.end('hello'), closed.port)
  await expect.poll(() => live.health.get(target.instanceId)?.verdict, waitLong).toBe('ready')
  expect(live.touched.take(new Set())).toBe(target.previewId)
  await expect.poll(() => history(target.instanceId), waitLong).toEqual(['healthy'])
})

test('errors make an app degraded, silence unhealthy, answers healthy again; each change is recorded once', async () => {
  const { live, run } = begin()
  run()
  let status = 200
  const first = await app((_, response) => response.writeHead(status).end())
  const target = targetAt(first.port)
  live.targets.set(target.instanceId, target)
  const becomes = (health: string) =>
    expect.poll(() => live.health.get(target.instanceId)?.health, waitLong).toBe(health)
  await becomes('healthy')
  status = 500
  await becomes('degraded')
  await first.close()
  await becomes('unhealthy')
  status = 404
  await app((_, response) => response.writeHead(status).end(), first.port)
  await becomes('healthy')
  await expect.poll(() => history(target.instanceId), waitLong).toEqual(['healthy', 'degraded', 'unhealthy', 'healthy'])
})

test('F11: a paused app takes connections and answers nothing: it is silent, and others are probed meanwhile', async () => {
  const paused = createTcpServer((socket) => socket.on('error', () => {}))
  paused.listen(0, '127.0.0.1')
  await once(paused, 'listening')
  closers.push(() => paused.close())
  const address = paused.address()
  const { live, run } = begin()
  run()
  const stuck = targetAt(typeof address === 'object' && address ? address.port : 0)
  const other = targetAt((await app((_, response) => response.end())).port)
  live.targets.set(stuck.instanceId, stuck)
  live.targets.set(other.instanceId, other)
  await expect.poll(() => live.health.get(other.instanceId)?.verdict, waitLong).toBe('ready')
  await expect.poll(() => live.health.get(stuck.instanceId)?.last?.probe, waitLong).toMatchObject({ kind: 'silent' })
  expect(live.health.get(stuck.instanceId)).toMatchObject({ verdict: 'pending' })
})

test('an app that was ready before the server restarted is not judged by its start again', async () => {
  const { live, prober } = begin()
  const { port, close } = await app((_, response) => response.end())
  const good = targetAt(port, { wasReady: true, startedAt: 0 })
  expect(await prober.tick(good, never)).toMatchObject({ verdict: 'ready', health: 'healthy' })
  await close()
  const gone = targetAt(port, { wasReady: true, startedAt: 0 })
  expect(await prober.tick(gone, never)).toMatchObject({ verdict: 'ready', health: 'unknown' })
  await prober.tick(gone, never)
  expect(await prober.tick(gone, never)).toMatchObject({ verdict: 'ready', health: 'unhealthy' })
  expect(live.touched.size).toBe(2)
})

test('an app that listens on the wrong port is given up after two looks, one that shows nothing after its time', async () => {
  let now = 1_000_000
  const tickAt = async (prober: ReturnType<typeof begin>['prober'], target: InstanceTarget, age: number) => {
    now = 1_000_000 + age
    return prober.tick(target, never)
  }
  const closed = await app(() => {})
  await closed.close()
  const wrong = begin({ now: () => now, listeners: [{ address: '0.0.0.0', port: 8080 }] })
  const target = targetAt(closed.port)
  expect(await tickAt(wrong.prober, target, 0)).toMatchObject({ verdict: 'pending' })
  expect(await tickAt(wrong.prober, target, 5_000)).toMatchObject({ verdict: 'pending' })
  const reason = 'Listens on port 8080 instead of 3000.'
  expect(await tickAt(wrong.prober, target, 8_000)).toMatchObject({
    verdict: 'never-ready',
    health: 'unhealthy',
    reason,
  })
  expect(wrong.live.touched.size).toBe(1)

  const slow = begin({ now: () => now })
  for (const age of [0, 5_000, 8_000, 59_000])
    expect(await tickAt(slow.prober, target, age)).toMatchObject({ verdict: 'pending' })
  expect(await tickAt(slow.prober, target, 60_000)).toMatchObject({ verdict: 'never-ready' })
})

test('a target that is gone is forgotten', async () => {
  const { live, run } = begin()
  run()
  const target = targetAt((await app((_, response) => response.end())).port)
  live.targets.set(target.instanceId, target)
  await expect.poll(() => live.health.get(target.instanceId)?.verdict, waitLong).toBe('ready')
  live.targets.delete(target.instanceId)
  await expect.poll(() => live.health.size, waitLong).toBe(0)
})

test('F23: without its database it goes on probing, and records afterwards what changed meanwhile', async () => {
  const proxy = await createDatabaseProxy(fresh.url)
  const database = createDatabase(proxy.url, { poolSize: 2 })
  const { live, run } = begin({ database })
  const stop = run()
  proxy.cut()
  let status = 200
  const target = targetAt((await app((_, response) => response.writeHead(status).end())).port)
  live.targets.set(target.instanceId, target)
  await expect.poll(() => live.health.get(target.instanceId)?.health, waitLong).toBe('healthy')
  status = 500
  await expect.poll(() => live.health.get(target.instanceId)?.health, waitLong).toBe('degraded')
  proxy.mend()
  await expect.poll(() => history(target.instanceId), waitLong).toEqual(['healthy', 'degraded'])
  await stop()
  await database.close()
  await proxy.close()
})
