import { randomUUID } from 'node:crypto'
import { fault } from '@kapsules/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer, testKey } from '../testing/server.ts'
import { createKapsulesClient, type KapsulesClient } from './client.ts'
import { DockerService } from './docker-service.ts'
import { DeployFailed } from './error.ts'
import { buildDockerContainer, deployToSandbox } from './pipeline.ts'
import type { WaitOptions } from './wait-until-live.ts'

const files = { 'index.html': '<h1>Shop</h1>' }
const why = fault('build-script-failed', 'npm run build failed.', 'Mend src/app.ts.', ['src/app.ts: error'])

let server: TestServer
let client: KapsulesClient
beforeEach(async () => {
  server = await startTestServer()
  client = createKapsulesClient({ url: server.url, apiKey: testKey })
})
afterEach(() => server.stop())

/** What waiting for the world's version ends with. */
async function failureOf(options: WaitOptions = {}): Promise<DeployFailed> {
  const { previewId, versionId } = server.world
  const error = await client.waitUntilLive(previewId, versionId, options).then(
    () => expect.unreachable('it was expected to fail'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(DeployFailed)
  return error as DeployFailed
}

describe('deployToSandbox', () => {
  it('tells everything on the way and ends with the address', async () => {
    const { world } = server
    const told: string[] = []
    const step = { index: 0, name: 'npm install', startedAt: 1, finishedAt: 2 }
    const result = await deployToSandbox('shop', files, {
      client,
      onAccepted: ({ plan }) => {
        told.push(`plan ${plan.path}`)
        world.changeBuild({ status: 'running', steps: [{ ...step, state: 'running' }] })
        world.say('added 3 packages')
      },
      onLog: ({ text }) => {
        told.push(text)
        world.changeBuild({ status: 'succeeded', steps: [{ ...step, state: 'done' }] })
      },
      onBuild: ({ status, steps }) => {
        told.push(`${status} ${steps.map(({ state }) => state).join()}`)
        if (status === 'succeeded') world.goLive()
      },
      onPhase: (phase) => told.push(phase),
    })
    const { previewId, versionId, buildId } = world
    const plan = world.deployed().plan
    expect(result).toEqual({ previewId, versionId, buildId, plan, url: 'http://127.0.0.1:41000/' })
    expect(told).toEqual(expect.arrayContaining(['plan full', 'queued', 'added 3 packages', 'succeeded done', 'live']))
    expect(told.filter((text) => text === 'added 3 packages')).toHaveLength(1)
  })

  it('is done at once when nothing changed', async () => {
    const { world } = server
    world.changeBuild({ status: 'succeeded' })
    world.say('of an earlier deploy')
    world.goLive()
    world.onDeploy = () => world.deployed({ unchanged: true, url: 'http://127.0.0.1:41000/' })
    const lines: string[] = []
    const { url } = await deployToSandbox('shop', files, { client, onLog: ({ text }) => lines.push(text) })
    expect(url).toBe('http://127.0.0.1:41000/')
    expect(lines).toEqual([])
  })

  it('throws the fault of a build that fails', async () => {
    server.world.say('src/app.ts: error')
    const lines: string[] = []
    const deploying = deployToSandbox('shop', files, {
      client,
      onAccepted: () => server.world.changeBuild({ status: 'failed', fault: why }),
      onLog: ({ text }) => lines.push(text),
    })
    await expect(deploying).rejects.toMatchObject({ name: 'DeployFailed', outcome: 'failed', fault: why })
    expect(lines).toEqual(['src/app.ts: error'])
  })
})

describe('buildDockerContainer', () => {
  it('ends when the image is there, before anything runs', async () => {
    const onAccepted = () => server.world.changeBuild({ status: 'succeeded' })
    const { url, buildId } = await buildDockerContainer('shop', files, { client, onAccepted })
    expect([url, buildId]).toEqual([null, server.world.buildId])
  })

  it('is what DockerService does', async () => {
    const onAccepted = () => server.world.changeBuild({ status: 'failed', fault: why })
    const building = new DockerService(client).buildContainer('shop', files, { onAccepted })
    await expect(building).rejects.toMatchObject({ name: 'DeployFailed', fault: why })
  })
})

describe('waiting ends', () => {
  const started = fault('never-healthy', 'It never answered.', 'Listen on 0.0.0.0.')

  it('with the fault when the instance fails', async () => {
    server.world.changeBuild({ status: 'succeeded' })
    const onPhase = (phase: string) => {
      if (phase === 'queued') server.world.change({ phase: 'failed', reason: 'It failed.', fault: started })
    }
    expect((await failureOf({ onPhase })).fault).toEqual(started)
  })

  it('with the fault of the new version while an older one goes on serving', async () => {
    server.world.changeBuild({ status: 'succeeded' })
    const serving = { id: 'older', number: 0, hash: 'c' }
    server.world.change({ phase: 'live', url: 'http://127.0.0.1:41000/', serving, fault: started })
    expect((await failureOf()).outcome).toBe('failed')
  })

  it.each(['superseded', 'cancelled'] as const)('when the build is %s', async (status) => {
    server.world.changeBuild({ status: 'running' })
    const onBuild = () => server.world.changeBuild({ status })
    expect((await failureOf({ onBuild })).outcome).toBe(status)
  })

  it('when the preview is deleted, its build with it', async () => {
    const onPhase = () => server.world.remove()
    expect((await failureOf({ onPhase })).outcome).toBe('deleted')
  })

  it('with an error when there is no such preview', async () => {
    const waiting = client.waitUntilLive(randomUUID(), server.world.versionId)
    await expect(waiting).rejects.toMatchObject({ name: 'KapsulesError', fault: { code: 'not-found' } })
  })

  it('after the time that was given, with the last that was seen', async () => {
    const { previewId, versionId } = server.world
    const waiting = client.waitUntilLive(previewId, versionId, { timeoutMs: 200 })
    await expect(waiting).rejects.toMatchObject({
      fault: { code: 'wait-timed-out', evidence: ['queued: Waiting for a build slot.'] },
    })
  })

  it('with the reason of the signal', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    const { previewId, versionId } = server.world
    const onPhase = () => controller.abort(reason)
    const waiting = client.waitUntilLive(previewId, versionId, { onPhase, signal: controller.signal })
    await expect(waiting).rejects.toBe(reason)
  })
})

describe('waiting goes on', () => {
  it('over a restart of the server', async () => {
    const { world } = server
    let restarted: Promise<void> | undefined
    const onPhase = () => {
      restarted ??= server.stop().then(async () => {
        world.changeBuild({ status: 'succeeded' })
        world.goLive()
        await server.start()
      })
    }
    const { url } = await client.waitUntilLive(world.previewId, world.versionId, { onPhase, buildId: world.buildId })
    await restarted
    expect(url).toBe('http://127.0.0.1:41000/')
  })

  it('past a failure that is older than the deploy', async () => {
    const { world } = server
    // the same files failed before; the status still says so when the new build has just been stored
    world.change({
      phase: 'failed',
      reason: 'It failed.',
      fault: fault('exits-at-start', 'It exits.', ''),
      phaseSince: 1,
    })
    world.changeBuild({ status: 'succeeded', queuedAt: Date.now() })
    world.change({ phase: 'failed', phaseSince: 1 })
    let told = 0
    const onBuild = () => {
      told += 1
      if (told === 1) world.goLive()
    }
    const live = await client.waitUntilLive(world.previewId, world.versionId, { onBuild, buildId: world.buildId })
    expect(live.url).toBe('http://127.0.0.1:41000/')
  })
})
