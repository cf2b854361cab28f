/** What happens around us: the server dies, the engine goes away, the database goes away, ports are taken. */
import { createServer, type Server } from 'node:net'
import { createDatabaseProxy, freshDatabase } from '@kapsules/server/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { ask, deleted, deploy, deployLive, onEngine, settled } from './deploys.ts'
import { openEngineProxy } from './engine-proxy.ts'
import { startServer, type TestServer, until } from './harness.ts'
import * as projects from './projects.ts'

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function open(options: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const server = await startServer(options)
  opened.push(() => server.dispose())
  return server
}

async function occupy(port: number): Promise<Server> {
  const server = createServer()
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  opened.push(() => new Promise((done) => server.close(done)))
  return server
}

describe('the server dies', () => {
  it('F1: kill -9 in the middle of a build: the build runs again and the preview goes live, every line once', async () => {
    const server = await open({ slot: 3 })
    const { previewId, versionId, buildId } = await deploy(server, 'killed', projects.building('sleep 6'))
    await until(
      'the build to be in its script',
      () => server.client.trpc.builds.get.query({ buildId }),
      (it) => it.steps.some((step) => step.state === 'running'),
    )
    await server.kill()
    await server.start()
    const detail = await settled(server, previewId, versionId)
    expect(detail.phase).toBe('live')
    const build = await server.client.trpc.builds.get.query({ buildId })
    expect(build).toMatchObject({ status: 'succeeded', attempt: 2 })
    const { lines } = await server.client.trpc.builds.lines.query({ buildId, limit: 5000 })
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, index) => index + 1))
  })

  it('F3 I11: kill -9 while previews are live: they go on serving and are adopted, not restarted', async () => {
    const server = await open({ slot: 4 })
    const live = await deployLive(server, 'adopted', projects.talking(50))
    const before = await server.client.trpc.previews.get.query({ previewId: live.previewId })
    await server.kill()
    expect(await ask(live.address)).toBe('ok')
    await server.start()
    const after = await until(
      'it to be known as healthy',
      () => server.client.trpc.previews.get.query({ previewId: live.previewId }),
      (it) => it.health === 'healthy' && it.phase === 'live',
    )
    expect(after.liveInstanceId).toBe(before.liveInstanceId)
    const numbers = await until(
      'lines of after the restart',
      () => numberedLines(server, live.previewId),
      (it) => it.length > 100,
    )
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  })

  it('F36: SIGTERM leaves previews running, hands the build back, and ends with code 0', async () => {
    const server = await open({ slot: 5 })
    const live = await deployLive(server, 'stays', projects.answering('stays'))
    const { buildId, previewId, versionId } = await deploy(server, 'handed-back', projects.building('sleep 4'))
    await until(
      'the build to run',
      () => server.client.trpc.builds.get.query({ buildId }),
      (it) => it.status === 'running',
    )
    expect(await server.stop()).toBe(0)
    expect(await ask(live.address)).toBe('stays')
    await server.start()
    expect((await settled(server, previewId, versionId)).phase).toBe('live')
  })

  it('I2: what was made and has no record is removed; what is not ours is not touched', async () => {
    const server = await open({ slot: 6 })
    const orphan = await deployLive(server, 'orphan', projects.answering('x'))
    const { liveInstanceId } = await server.client.trpc.previews.get.query({ previewId: orphan.previewId })
    await server.stop()
    // a server with the same label and an empty record: everything on the engine is an orphan
    const { url, drop } = await freshDatabase()
    opened.push(drop)
    await server.start({ DATABASE_URL: url })
    await until(
      'the engine to be empty',
      () => onEngine(server),
      (it) => it.instances.length + it.networks.length + it.images.length === 0,
    )
    expect(liveInstanceId).not.toBeNull()
  })
})

async function numberedLines(server: TestServer, previewId: string): Promise<number[]> {
  const numbers: number[] = []
  for (let afterSeq: number | null = 0; afterSeq !== null; ) {
    const page: { lines: readonly { text: string }[]; nextSeq: number | null } =
      await server.client.trpc.logs.lines.query({ previewId, afterSeq, limit: 5000 })
    for (const { text } of page.lines) if (text.startsWith('line ')) numbers.push(Number(text.slice(5)))
    afterSeq = page.nextSeq
  }
  return numbers
}

describe('the engine', () => {
  it('F5: is not there at the start: the server comes up, says so, and carries on when it is back', async () => {
    const proxy = await openEngineProxy()
    opened.push(() => proxy.close())
    proxy.cut()
    const server = await open({ slot: 7, env: { DOCKER_HOST: proxy.host } })
    const info = await server.client.trpc.system.info.query()
    expect(info.engine).toMatchObject({ ok: false, fault: { code: 'engine-unreachable' } })
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    proxy.mend()
    expect((await deployLive(server, 'later', projects.answering('later'))).text).toBe('later')
  })

  it('F4: is lost during a build: the build waits until it is back and is built again', async () => {
    const proxy = await openEngineProxy()
    opened.push(() => proxy.close())
    const server = await open({ slot: 8, env: { DOCKER_HOST: proxy.host } })
    const { buildId, previewId, versionId } = await deploy(server, 'lost', projects.building('sleep 8'))
    await until(
      'the build to run',
      () => server.client.trpc.builds.get.query({ buildId }),
      (it) => it.steps.some((step) => step.state === 'running'),
    )
    proxy.cut()
    await until(
      'the build to wait again',
      () => server.client.trpc.builds.get.query({ buildId }),
      (it) => it.status === 'queued',
      30_000,
    )
    proxy.mend()
    const detail = await settled(server, previewId, versionId)
    expect(detail.phase).toBe('live')
    expect(await server.client.trpc.builds.get.query({ buildId })).toMatchObject({ status: 'succeeded', attempt: 2 })
  })
})

describe('the database', () => {
  it('F23: is lost for ten seconds: previews go on serving, no line is lost, everything recovers alone', async () => {
    const { url, drop } = await freshDatabase()
    opened.push(drop)
    const proxy = await createDatabaseProxy(url)
    opened.push(() => proxy.close())
    const server = await open({ slot: 9, env: { DATABASE_URL: proxy.url } })
    const live = await deployLive(server, 'lasting', projects.talking(20))
    const building = await deploy(server, 'during', projects.building('sleep 14'))
    await until(
      'the build to run',
      () => server.client.trpc.builds.get.query({ buildId: building.buildId }),
      (it) => it.steps.some((step) => step.state === 'running'),
    )
    proxy.cut()
    const end = Date.now() + 10_000
    while (Date.now() < end) expect(await ask(live.address)).toBe('ok')
    proxy.mend()
    const detail = await settled(server, building.previewId, building.versionId)
    expect(detail.phase).toBe('live')
    expect((await server.client.trpc.builds.get.query({ buildId: building.buildId })).attempt).toBe(1)
    const numbers = await until(
      'later lines',
      () => numberedLines(server, live.previewId),
      (it) => (it.at(-1) ?? 0) > 600,
    )
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  })
})

describe('ports', () => {
  it('a port that a foreign process holds is found out by the refusal, and the next one is used', async () => {
    const server = await open({ slot: 10 })
    await occupy(server.portRange.start)
    await occupy(server.portRange.start + 1)
    const live = await deployLive(server, 'next-port', projects.answering('here'))
    expect(Number(new URL(live.address).port)).toBe(server.portRange.start + 2)
    const { instances } = await onEngine(server)
    expect(instances).toHaveLength(1)
  })

  it('the whole range taken is a typed fault that heals when there is room', async () => {
    const server = await open({ slot: 11, ports: 2 })
    const one = await deployLive(server, 'one', projects.answering('1'))
    await deployLive(server, 'two', projects.answering('2'))
    const three = await deploy(server, 'three', projects.answering('3'))
    const stuck = await until(
      'the fault',
      () => server.client.trpc.previews.get.query({ previewId: three.previewId }),
      (it) => it.fault !== null,
    )
    expect(stuck.fault?.code).toBe('ports-exhausted')
    await deleted(server, one.previewId)
    await until(
      'room',
      () => server.client.trpc.previews.get.query({ previewId: three.previewId }),
      (it) => it.phase === 'live',
    )
  })
})
