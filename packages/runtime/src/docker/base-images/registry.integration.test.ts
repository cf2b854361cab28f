import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { followProgress } from './engine-images.ts'
import { createBaseImages } from './ensure.ts'
import { runTool } from './run-tool.ts'
import type { BaseImageSettings } from './settings.ts'
import { type TestBench, testBench } from './test-engine.ts'

/** Bases pulled from a registry of our own on loopback, which the engine takes without TLS. */

const signal = () => AbortSignal.timeout(110_000)
const refs = { node: 'mirror/node:{version}', nginx: 'mirror/nginx:{version}', python: 'mirror/python:{version}' }
let bench: TestBench
let registry: ChildProcess | undefined
let address: string

beforeAll(async () => {
  bench = await testBench()
  address = `127.0.0.1:${await freePort()}`
  registry = await startRegistry(bench.settings.cacheDir, address)
  const answers = async () => expect((await fetch(`http://${address}/v2/`)).status).toBe(200)
  await vi.waitFor(answers, { timeout: 20_000, interval: 100 })
})
afterAll(async () => {
  registry?.kill()
  await bench[Symbol.asyncDispose]()
})

/** Settings of a test: a repository of its own, and a registry path that holds its name so that all is removed. */
function settingsOf(name: string, source: BaseImageSettings['source'], registryUrl: string): BaseImageSettings {
  return { ...bench.settings, repository: `${bench.settings.repository}/${name}`, source, registryUrl, refs }
}

describe('a registry that answers', () => {
  it('gives the base, which then is there', async () => {
    const url = `${address}/${bench.settings.repository}`
    const pushed = await pushBase(url)
    const bases = createBaseImages(bench.engine, settingsOf('pulled', 'registry', url))
    const ref = await bases.ensure('nginx', '1', signal())
    expect(ref).toBe(`${bench.settings.repository}/pulled/nginx:1`)
    expect((await bench.engine.getImage(ref).inspect()).Id).toBe(pushed)
    expect(await bench.run(ref, ['nginx', '-v'])).toMatch(/^nginx version/)
    registry?.kill('SIGSTOP')
    expect(await bases.ensure('nginx', '1', signal())).toBe(ref)
    registry?.kill('SIGCONT')
  })

  it('is preferred under auto, for which what was pulled before is enough', async () => {
    const url = `${address}/${bench.settings.repository}`
    const pushed = await pushBase(url)
    const bases = createBaseImages(bench.engine, settingsOf('auto', 'auto', url))
    const ref = await bases.ensure('nginx', '1', signal())
    expect((await bench.engine.getImage(ref).inspect()).Id).toBe(pushed)
    expect((await bases.list(signal())).python).toContain('3.13')
    const unreachable = createBaseImages(bench.engine, {
      ...settingsOf('auto', 'auto', url),
      cacheDir: '/dev/null/none',
    })
    expect(await unreachable.ensure('nginx', '1', signal())).toBe(ref)
  })

  it('and has no such base is a fault under registry; under auto the base is made here', async () => {
    const url = `${address}/${bench.settings.repository}/empty`
    const strict = createBaseImages(bench.engine, settingsOf('strict', 'registry', url))
    await expect(strict.ensure('nginx', '1', signal())).rejects.toMatchObject({
      fault: { code: 'base-image-missing', evidence: [expect.stringMatching(/not found|unknown/)] },
    })
    const lenient = createBaseImages(bench.engine, settingsOf('lenient', 'auto', url))
    const ref = await lenient.ensure('nginx', '1', signal())
    const { Config } = await bench.engine.getImage(ref).inspect()
    expect(Config.Labels?.['kapsules.base']).toBe('nginx')
  })
})

describe('a registry that does not answer', () => {
  it('is a fault under registry', async () => {
    const bases = createBaseImages(bench.engine, settingsOf('closed', 'registry', `127.0.0.1:${await freePort()}`))
    await expect(bases.ensure('nginx', '1', signal())).rejects.toMatchObject({
      fault: { code: 'base-image-missing', evidence: [expect.stringContaining('refused')] },
    })
    expect((await bench.images()).filter((tag) => tag.includes('/closed/'))).toEqual([])
  })

  it('makes auto make the base here, also when it is silent', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as { port: number }
    const settings = { ...settingsOf('silent', 'auto', `127.0.0.1:${port}`), reachDeadlineMs: 500 }
    const bases = createBaseImages(bench.engine, settings)
    const ref = await bases.ensure('nginx', '1', signal())
    expect(await bench.run(ref, ['nginx', '-v'])).toMatch(/^nginx version/)
    expect((await bases.list(signal())).node).toEqual(['20', '22', '24'])
    silent.close()
  })

  it('and a host that cannot make it either: both reasons are told', async () => {
    const settings = settingsOf('neither', 'auto', `127.0.0.1:${await freePort()}`)
    const bases = createBaseImages(bench.engine, { ...settings, caFile: '/dev/null/none' })
    await expect(bases.ensure('nginx', '1', signal())).rejects.toMatchObject({
      fault: {
        message: expect.stringContaining('neither be pulled nor made'),
        evidence: expect.arrayContaining([expect.stringContaining('does not answer')]),
      },
    })
  })
})

/** Makes a base, pushes it below `url`, removes it here; answers its id. */
async function pushBase(url: string): Promise<string> {
  const local = { ...settingsOf('made', 'local', ''), registryUrl: '' }
  const made = await createBaseImages(bench.engine, local).ensure('nginx', '1', signal())
  const { Id } = await bench.engine.getImage(made).inspect()
  const repo = `${url}/mirror/nginx`
  await bench.engine.getImage(made).tag({ repo, tag: '1' })
  const answer = await bench.engine.getImage(`${repo}:1`).push({ authconfig: { username: '', password: '' } })
  await followProgress(answer, signal())
  for (const tag of await bench.images()) await bench.engine.getImage(tag).remove({ force: true })
  return Id
}

async function startRegistry(folder: string, addr: string): Promise<ChildProcess> {
  const home = join(folder, 'registry')
  await mkdir(home)
  await runTool('apt-get', ['download', '-qq', 'docker-registry'], { cwd: home, signal: signal() })
  const [archive = ''] = (await readdir(home)).filter((name) => name.endsWith('.deb'))
  await runTool('dpkg-deb', ['-x', archive, '.'], { cwd: home, signal: signal() })
  const config = { version: 0.1, storage: { filesystem: { rootdirectory: join(home, 'data') } }, http: { addr } }
  await writeFile(join(home, 'config.json'), JSON.stringify(config))
  const program = join(home, 'usr/bin/docker-registry')
  return spawn(program, ['serve', join(home, 'config.json')], { stdio: 'ignore' })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
