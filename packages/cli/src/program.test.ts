import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { startTestServer, type TestServer, testKey } from '@kapsules/client/testing'
import { fault } from '@kapsules/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createContext } from './context.ts'
import { readEnv } from './env.ts'
import { run } from './program.ts'
import { createScreen } from './terminal/screen.ts'

let server: TestServer
let dir: string
beforeEach(async () => {
  server = await startTestServer()
  dir = await mkdtemp(join(tmpdir(), 'kapsules-shop-'))
  await writeFile(join(dir, 'index.html'), '<h1>Shop</h1>')
})
afterEach(async () => {
  await server.stop()
  await rm(dir, { recursive: true, force: true })
})

/** Runs a command as from a script: no terminal, its settings in the environment. */
async function kapsules(...args: string[]) {
  const out = new PassThrough()
  const err = new PassThrough()
  const env = readEnv({ KAPSULES_URL: server.url, KAPSULES_API_KEY: testKey })
  const code = await run(args, createContext(env, createScreen(out, err, env.noColor)))
  const [stdout, stderr] = [out, err].map((stream) => String(stream.read() ?? ''))
  return { code, stdout: stdout ?? '', stderr: stderr ?? '', json: () => JSON.parse(stdout ?? '') as unknown }
}

/** Lets a deploy go its way as soon as it is accepted. */
function onDeploy(then: () => void): void {
  const { world } = server
  world.onDeploy = () => {
    setImmediate(then)
    return world.deployed()
  }
}

const why = fault('build-script-failed', 'npm run build failed.', 'Mend src/app.ts.', ['src/app.ts(3,1): error'])

function becomeLive(): void {
  const { world } = server
  const step = { index: 0, name: '[2/3] RUN npm install', state: 'done', startedAt: 1_000, finishedAt: 4_200 } as const
  world.say('added 3 packages', '\u001b[31mred\u001b[0m \u001b]0;title\u0007text')
  world.changeBuild({ status: 'succeeded', steps: [step] })
  world.goLive()
}

describe('deploy', () => {
  it('prints the result as JSON, and how it went beside it', async () => {
    onDeploy(becomeLive)
    const { code, json, stdout, stderr } = await kapsules('deploy', dir, '--project', 'shop', '--json')
    const { previewId, versionId, buildId } = server.world
    const plan = server.world.deployed().plan
    expect(json()).toEqual({ previewId, versionId, buildId, url: 'http://127.0.0.1:41000/', phase: 'live', plan })
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('Sending 1 file, 13 B')
    expect(stderr).toContain('✓ [2/3] RUN npm install 3.2 s')
    expect(stderr).toContain('| added 3 packages')
    expect([code, stderr.includes('\u001b')]).toEqual([0, false])
  })

  it('prints the address for people', async () => {
    onDeploy(becomeLive)
    const { code, stdout, stderr } = await kapsules('deploy', dir)
    expect([code, stdout]).toEqual([0, 'http://127.0.0.1:41000/\n'])
    expect(stderr).toMatch(/live after \d/)
  })

  it('sends what was asked for', async () => {
    let input: unknown
    const { world } = server
    world.onDeploy = (sent) => {
      input = sent
      return world.deployed()
    }
    const settings = ['--name', 'blue', '-e', 'A=1', '-e', 'B=x=y', '--memory', '256m', '-p', 'shop', '--no-wait']
    const { code, json } = await kapsules('deploy', dir, ...settings, '--json')
    expect(input).toMatchObject({
      projectId: 'shop',
      name: 'blue',
      env: { A: '1', B: 'x=y' },
      resources: { memoryBytes: 256 * 2 ** 20 },
      files: { 'index.html': '<h1>Shop</h1>' },
    })
    expect([code, json()]).toMatchObject([0, { phase: 'queued', url: null }])
  })

  it('prints each line once when the stream is cut in the middle', async () => {
    const { world } = server
    const texts = Array.from({ length: 30 }, (_, index) => `line ${index + 1} of the build`)
    let streams = 0
    world.onCall = (path) => {
      if (path !== 'builds.logs') return
      streams += 1
      const wave = texts.slice((streams - 1) * 10, streams * 10)
      world.say(...wave)
      if (streams < 3) setTimeout(() => server.cut(), 20)
      else {
        world.changeBuild({ status: 'succeeded' })
        world.goLive()
      }
    }
    const { code, stderr } = await kapsules('deploy', dir, '--json')
    expect(code).toBe(0)
    expect(stderr.match(/line \d+ of the build/g)).toEqual(texts)
    expect(streams).toBe(3)
  })

  it('that fails exits with 1 and tells the fault, as JSON too', async () => {
    onDeploy(() => {
      server.world.say('src/app.ts(3,1): error')
      server.world.changeBuild({ status: 'failed', fault: why })
      server.world.change({ phase: 'failed', fault: why })
    })
    const { code, json, stderr } = await kapsules('deploy', dir, '--json')
    expect(code).toBe(1)
    expect(json()).toMatchObject({ previewId: server.world.previewId, url: null, fault: why })
    expect(stderr).toContain('error npm run build failed. (build-script-failed)')
    expect(stderr).toContain('hint  Mend src/app.ts.')
  })

  it('that is refused exits with 2', async () => {
    server.world.onDeploy = () => fault('invalid-file', 'The file "../x" was refused.', 'Leave it out.')
    const { code, json } = await kapsules('deploy', dir, '--json')
    expect([code, json()]).toMatchObject([2, { previewId: null, fault: { code: 'invalid-file' } }])
  })

  it('that a later one supersedes exits with 1', async () => {
    onDeploy(() => server.world.changeBuild({ status: 'superseded' }))
    expect(await kapsules('deploy', dir)).toMatchObject({ code: 1, stderr: expect.stringContaining('later deploy') })
  })

  it('that takes too long exits with 3 and says that it goes on', async () => {
    const { code, stderr } = await kapsules('deploy', dir, '--timeout', '300ms')
    expect(code).toBe(3)
    expect(stderr).toContain('goes on')
    expect(stderr).toContain('queued: Waiting for a build slot.')
  })

  it.each([
    ['a folder that is not there', ['deploy', '/nowhere/at/all']],
    ['no folder', ['deploy']],
    ['a variable without a value', ['deploy', '.', '--env', 'A']],
    ['an unknown option', ['deploy', '.', '--privileged']],
    ['an unknown command', ['explode']],
  ])('B19: with %s exits with 2', async (_, args) => {
    const { code, stderr } = await kapsules(...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(/error/)
    expect(server.world.calls).toEqual([])
  })
})

describe('a server that is not there', () => {
  it.each([['ls'], ['deploy', '.'], ['doctor'], ['logs', 'shop', '-f']])('makes %s exit with 3', async (...args) => {
    await server.stop()
    const { code, json, stderr, stdout } = await kapsules(...args.map((it) => (it === '.' ? dir : it)), '--json')
    expect(code).toBe(3)
    expect(stdout + stderr).toContain('The Kapsules server cannot be reached.')
    expect(json()).toBeTypeOf('object')
  })
})

describe('watching', () => {
  it('ls prints a table, or JSON', async () => {
    server.world.goLive()
    const { stdout } = await kapsules('ls')
    expect(stdout).toMatch(
      /^PREVIEW +PHASE +HEALTH +SINCE +URL +ID\nshop\/main +live +healthy .*http:\/\/127.0.0.1:41000\//,
    )
    const { json } = await kapsules('ls', 'shop', '--json')
    expect(json()).toMatchObject([{ id: server.world.previewId, phase: 'live' }])
    expect(await kapsules('ls', 'none')).toMatchObject({ code: 0, stdout: '', stderr: 'No preview matches.\n' })
  })

  it('logs prints the last lines, made harmless', async () => {
    server.world.putOut('one', '\u001b[2Jtwo', 'three')
    expect(await kapsules('logs', 'shop', '-n', '2')).toMatchObject({ code: 0, stdout: 'two\nthree\n' })
    const { stdout } = await kapsules('logs', 'shop/main', '--json')
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).seq),
    ).toEqual([1, 2, 3])
  })

  it('logs --build prints the whole log, and with -f ends with the build', async () => {
    server.world.say('building', 'done')
    expect((await kapsules('logs', 'shop', '--build')).stdout).toBe('building\ndone\n')
    server.world.changeBuild({ status: 'failed', fault: why })
    expect(await kapsules('logs', 'shop', '-b', '-f')).toMatchObject({ code: 1, stdout: 'building\ndone\n' })
  })

  it('open prints the address, or why there is none', async () => {
    expect(await kapsules('open', 'shop')).toMatchObject({ code: 2, stderr: expect.stringContaining('it is queued') })
    server.world.goLive()
    expect(await kapsules('open', 'shop')).toMatchObject({ code: 0, stdout: 'http://127.0.0.1:41000/\n' })
  })

  it('doctor shows every check and fails with those that do', async () => {
    const { code, stdout } = await kapsules('doctor')
    expect(code).toBe(3)
    expect(stdout).toMatch(/^database +ok +18.4$/m)
    expect(stdout).toMatch(/^engine +fails +The engine is away.$/m)
    expect(stdout).toContain('hint  engine: Start it.')
    const { json } = await kapsules('doctor', '--json')
    expect(json()).toMatchObject({ ok: false })
  })
})

describe('changing', () => {
  it.each([
    ['stop', 'stopped'],
    ['start', 'running'],
    ['restart', 'running'],
  ])('%s asks for it', async (verb, desired) => {
    const { code, json } = await kapsules(verb, 'shop', '--json')
    expect([code, json()]).toMatchObject([0, { desired }])
    expect(server.world.calls.at(-1)).toBe(`previews.${verb}`)
  })

  it('rm deletes with --yes, and not without a terminal to ask on', async () => {
    expect(await kapsules('rm', 'shop')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
    expect(server.world.preview).not.toBeNull()
    expect(await kapsules('rm', 'shop', '--yes')).toMatchObject({ code: 0 })
    expect(server.world.preview).toBeNull()
    expect(await kapsules('rm', 'shop', '--yes')).toMatchObject({ code: 2 })
  })
})
