/** The whole path: files in, an address that answers, and everything an operator may do to it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, deleted, deploy, deployLive, onEngine, settled } from './deploys.ts'
import { startServer, type TestServer, until } from './harness.ts'
import * as projects from './projects.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ slot: 2 })
})
afterAll(() => server.dispose())

const get = (previewId: string) => server.client.trpc.previews.get.query({ previewId })

describe('deploy', () => {
  it('builds, starts, and answers; the plan says why it builds in full', async () => {
    const live = await deployLive(server, 'first', projects.answering('one'))
    expect(live.text).toBe('one')
    expect(live.plan).toEqual({ path: 'full', reason: 'This is the first build of this preview.' })
    const port = Number(new URL(live.address).port)
    expect(port >= server.portRange.start && port <= server.portRange.end).toBe(true)
  })

  it('the same files again cost nothing and change nothing', async () => {
    const first = await deployLive(server, 'same', projects.answering('same'))
    const before = await get(first.previewId)
    const again = await deploy(server, 'same', projects.answering('same'))
    expect(again).toMatchObject({
      unchanged: true,
      versionId: first.versionId,
      plan: { path: 'reuse' },
      url: first.address,
    })
    expect((await get(first.previewId)).liveInstanceId).toBe(before.liveInstanceId)
  })

  it('a changed file gives a new version; the old one serves until the new one does', async () => {
    const first = await deployLive(server, 'changes', projects.answering('old'))
    const second = await deploy(server, 'changes', projects.answering('new'))
    expect(second.plan).toEqual({ path: 'layered', reason: '1 file changed and no dependency did.' })
    const seen = new Set<string>()
    const done = settled(server, first.previewId, second.versionId)
    let over = false
    void done.finally(() => {
      over = true
    })
    while (!over) {
      const { url } = await get(first.previewId)
      expect(url).not.toBeNull()
      if (url) seen.add(await ask(url).catch(() => 'gone'))
    }
    const after = await done
    expect(after.url && (await ask(after.url))).toBe('new')
    expect([...seen].filter((text) => text !== 'gone').every((text) => text === 'old' || text === 'new')).toBe(true)
  })

  it('going back to earlier files reuses their image', async () => {
    await deployLive(server, 'back', projects.answering('a'))
    await deployLive(server, 'back', projects.answering('b'))
    const again = await deployLive(server, 'back', projects.answering('a'))
    expect(again.plan.path).toBe('reuse')
    expect(again.text).toBe('a')
  })

  it('a failed build leaves the old version live and says what failed', async () => {
    const good = await deployLive(server, 'keeps', projects.building('node -e 0'))
    const bad = await deploy(server, 'keeps', projects.building('node -e "process.exit(1)"'))
    const after = await settled(server, good.previewId, bad.versionId)
    expect(after).toMatchObject({
      phase: 'live',
      serving: { id: good.versionId },
      fault: { code: 'build-script-failed' },
    })
    expect(after.url && (await ask(after.url))).toBe('built')
  })

  it('gets its environment, and values are never given back', async () => {
    const files = projects.nodeApp(
      `require('node:http').createServer((req, res) => res.end(process.env.GREETING + process.getuid())).listen(process.env.PORT, '0.0.0.0')`,
    )
    const live = await deployLive(server, 'env', files, { env: { GREETING: 'hei' } })
    expect(live.text).toBe('hei1000')
    const detail = await get(live.previewId)
    expect(detail.envKeys).toEqual(['GREETING'])
    expect(JSON.stringify(detail)).not.toContain('hei')
  })

  it('B42: an idempotency key gives the same answer, and refuses another body', async () => {
    const one = await deploy(server, 'idem', projects.staticSite, { idempotencyKey: 'k1' })
    const two = await deploy(server, 'idem', projects.staticSite, { idempotencyKey: 'k1' })
    expect(two).toEqual(one)
    await expect(deploy(server, 'idem', projects.answering('other'), { idempotencyKey: 'k1' })).rejects.toMatchObject({
      data: { fault: { code: 'conflict' } },
    })
  })
})

describe('operators', () => {
  it('stop, start and restart; the port stays and a restart is a new instance', async () => {
    const live = await deployLive(server, 'ops', projects.answering('ops'))
    const { previewId } = live
    await server.client.trpc.previews.stop.mutate({ previewId })
    await until(
      'to be stopped',
      () => get(previewId),
      (it) => it.phase === 'stopped' && it.instances.every((one) => one.state === 'ended'),
    )
    await expect(ask(live.address)).rejects.toThrow()
    await server.client.trpc.previews.start.mutate({ previewId })
    const started = await until(
      'to be live again',
      () => get(previewId),
      (it) => it.phase === 'live' && it.url !== null,
    )
    expect(started.url).toBe(live.address)
    await server.client.trpc.previews.restart.mutate({ previewId })
    const restarted = await until(
      'to be restarted',
      () => get(previewId),
      (it) => it.phase === 'live' && it.liveInstanceId !== null && it.liveInstanceId !== started.liveInstanceId,
    )
    expect(restarted.url).toBe(live.address)
    expect(await ask(live.address)).toBe('ops')
  })

  it('B44: delete removes everything, twice is once, and nothing can be done to it afterwards', async () => {
    const live = await deployLive(server, 'gone', projects.answering('gone'))
    await deleted(server, live.previewId)
    expect(await server.client.trpc.previews.delete.mutate({ previewId: live.previewId })).toEqual({ deleted: true })
    await expect(server.client.trpc.previews.stop.mutate({ previewId: live.previewId })).rejects.toMatchObject({
      data: { fault: { code: 'not-found' } },
    })
    const left = await onEngine(server)
    expect(left.networks).not.toContain(live.previewId)
    expect(left.images).not.toContain(live.buildId)
  })

  it('delete during a build ends the build and leaves nothing', async () => {
    const { previewId, buildId } = await deploy(server, 'mid-build', projects.building('sleep 600'))
    await until(
      'the build to run',
      () => server.client.trpc.builds.get.query({ buildId }),
      (it) => it.status === 'running' && it.steps.length > 0,
    )
    await deleted(server, previewId)
    await until(
      'the image to be gone',
      () => onEngine(server),
      (it) => !it.images.includes(buildId) && !it.networks.includes(previewId),
    )
  })

  it('cancel really stops a build', async () => {
    const { previewId, buildId } = await deploy(server, 'cancelled', projects.building('sleep 600'))
    await until(
      'the build to run',
      () => server.client.trpc.builds.get.query({ buildId }),
      (it) => it.status === 'running' && it.steps.some((step) => step.state === 'running'),
    )
    await server.client.trpc.builds.cancel.mutate({ buildId })
    const over = await until(
      'the build to end',
      () => server.client.trpc.builds.get.query({ buildId }),
      (it) => it.status !== 'running',
      10_000,
    )
    expect(over.status).toBe('cancelled')
    const detail = await until(
      'the preview to settle',
      () => get(previewId),
      (it) => it.phase === 'stopped',
    )
    expect(detail.reason).toContain('cancelled')
  })

  it('two deploys of one preview at the same moment: the later version wins, the other is superseded', async () => {
    const [a, b] = await Promise.all([
      deploy(server, 'race', projects.building('node -e "setTimeout(() => 0, 3000)"')),
      deploy(server, 'race', projects.answering('b')),
    ])
    const detail = await get(a.previewId)
    const [winner, loser] = detail.wanted?.id === a.versionId ? [a, b] : [b, a]
    await settled(server, a.previewId, winner.versionId)
    const lost = await until(
      'the other build to end',
      () => server.client.trpc.builds.get.query({ buildId: loser.buildId }),
      (it) => it.finishedAt !== null,
    )
    expect(['superseded', 'succeeded']).toContain(lost.status)
    expect((await get(a.previewId)).serving?.id).toBe(winner.versionId)
    await until(
      'one instance to be left',
      () => get(a.previewId),
      (it) => it.instances.filter((one) => one.state !== 'ended').length === 1,
    )
  })
})

describe('watch', () => {
  it('a build log has every line once, in steps, and can be read again after the end', async () => {
    const script = `node -e "for (let i = 1; i <= 300; i++) console.log('numbered ' + i)"`
    const { buildId } = await deploy(server, 'lines', projects.building(script))
    const lines: string[] = []
    await server.client.followBuild(buildId, { onLog: (line) => lines.push(line.text) })
    const numbered = lines.filter((text) => text.startsWith('numbered ')).map((text) => Number(text.slice(9)))
    expect(numbered).toEqual(Array.from({ length: 300 }, (_, index) => index + 1))
    const stored = await server.client.trpc.builds.lines.query({ buildId, limit: 5000 })
    expect(stored.lines.map((line) => line.text)).toEqual(lines)
    expect(stored.lines.map((line) => line.seq)).toEqual(stored.lines.map((_, index) => index + 1))
  })

  it('samples and health arrive while it is watched', async () => {
    const live = await deployLive(server, 'watched', projects.answering('w'))
    const samples = await new Promise<unknown[]>((resolve, reject) => {
      const subscription = server.client.trpc.usage.live.subscribe(
        { previewId: live.previewId },
        {
          onData: ({ data }) => {
            if (data.samples.length === 0) return
            subscription.unsubscribe()
            resolve([...data.samples])
          },
          onError: reject,
        },
      )
    })
    expect(samples[0]).toMatchObject({ memoryLimitBytes: 512 * 1024 * 1024, cpuLimit: 1 })
    const detail = await get(live.previewId)
    expect(detail.health).toBe('healthy')
    const { changes } = await server.client.trpc.health.history.query({ previewId: live.previewId, sinceMs: 0 })
    expect(changes.at(-1)).toMatchObject({ health: 'healthy' })
  })
})

describe('the app exits', () => {
  it('F15 F9: an instance that exits or is removed behind our back is replaced on the same port', async () => {
    const live = await deployLive(server, 'crashes', projects.exitsOnDemand)
    const first = await get(live.previewId)
    await ask(`${live.address}/exit`).catch(() => null)
    const second = await until(
      'a new instance',
      () => get(live.previewId),
      (it) => it.phase === 'live' && it.liveInstanceId !== first.liveInstanceId,
    )
    expect(second.url).toBe(live.address)
    await server.runtime.end(second.liveInstanceId ?? '', 0, AbortSignal.timeout(20_000))
    const third = await until(
      'another new instance',
      () => get(live.previewId),
      (it) => it.phase === 'live' && it.liveInstanceId !== null && it.liveInstanceId !== second.liveInstanceId,
    )
    expect(third.url).toBe(live.address)
    const causes = third.instances.map((it) => it.endCause)
    expect(causes).toContain('exited')
    expect(causes).toContain('vanished')
  })

  it('F16: an instance that was paused behind our back is resumed', async () => {
    const live = await deployLive(server, 'paused', projects.answering('awake'))
    const { liveInstanceId } = await get(live.previewId)
    await server.runtime.pause(liveInstanceId ?? '', AbortSignal.timeout(10_000))
    await until(
      'it to answer',
      () => ask(live.address).catch(() => ''),
      (text) => text === 'awake',
      45_000,
    )
  })

  it('F17: an image that was pruned behind our back is built again', async () => {
    const live = await deployLive(server, 'pruned', projects.answering('pruned'))
    const { previewId, buildId } = live
    await server.client.trpc.previews.stop.mutate({ previewId })
    await until(
      'to be stopped',
      () => get(previewId),
      (it) => it.instances.every((one) => one.state === 'ended'),
    )
    await server.runtime.removeImage(`kapsules/preview:${buildId}`, AbortSignal.timeout(20_000))
    await server.client.trpc.previews.start.mutate({ previewId })
    const again = await until(
      'to be live again',
      () => get(previewId),
      (it) => it.phase === 'live' && it.url !== null,
    )
    expect(again.latestBuild?.id).not.toBe(buildId)
    expect(await ask(again.url ?? '')).toBe('pruned')
  })
})
