import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { busyboxApplets } from './busybox-applets.ts'
import { createBaseImages } from './ensure.ts'
import type { BaseImageSettings } from './settings.ts'
import { type TestBench, testBench } from './test-engine.ts'

/** Bases made from packages, on the real engine. */

const signal = () => AbortSignal.timeout(110_000)
let bench: TestBench
let local: BaseImageSettings

beforeAll(async () => {
  bench = await testBench()
  local = { ...bench.settings, source: 'local' }
})
afterAll(async () => await bench[Symbol.asyncDispose]())

const idOf = async (ref: string) => (await bench.engine.getImage(ref).inspect()).Id
const readOnly = { ReadonlyRootfs: true, CapDrop: ['ALL'], Tmpfs: { '/tmp': 'rw,mode=1777' } }

describe('node', () => {
  it('runs node and npm for the user 1000, with the commands of a shell', async () => {
    const ref = await createBaseImages(bench.engine, local).ensure('node', '22', signal())
    expect(ref).toBe(`${local.repository}/node:22`)
    expect(await bench.run(ref, ['node', '-e', 'console.log(process.version)'])).toMatch(/^v22\.\d+\.\d+\n$/)
    const shell = 'npm -v && npx -v && id -un && whoami && npm config get cafile'
    const output = await bench.run(ref, ['sh', '-c', shell], readOnly, '1000:1000')
    expect(output).toMatch(/^(\d+\.\d+\.\d+\n){2}node\nnode\n\/etc\/ssl\/certs\/ca-certificates.crt\n$/)
    const applets = (await bench.run(ref, ['busybox', '--list'])).split('\n')
    expect(busyboxApplets.filter((name) => !applets.includes(name))).toEqual([])
  })

  it('holds the libraries that native modules load, and trusts the authorities of the host', async () => {
    const ref = await createBaseImages(bench.engine, local).ensure('node', '22', signal())
    const libraries = [
      'librt.so.1',
      'libutil.so.1',
      'libanl.so.1',
      'libresolv.so.2',
      'libnss_dns.so.2',
      'libatomic.so.1',
    ]
    const find = libraries.map((name) => `ls /usr/lib/*-linux-gnu/${name}`).join(' && ')
    expect((await bench.run(ref, ['sh', '-c', find])).trim().split('\n')).toHaveLength(libraries.length)
    const count = 'process.stdout.write(String(require("node:tls").getCACertificates("extra").length > 0))'
    expect(await bench.run(ref, ['node', '-e', count])).toBe('true')
  })
})

describe('nginx', () => {
  it('serves files for any user on a read-only root', async () => {
    const ref = await createBaseImages(bench.engine, local).ensure('nginx', '1', signal())
    expect(await bench.run(ref, ['nginx', '-v'])).toMatch(/^nginx version: nginx\/1\./)
    const serve = 'nginx && echo -e "GET /index.html HTTP/1.0\\r\\n\\r" | nc 127.0.0.1 8080'
    expect(await bench.run(ref, ['sh', '-c', serve], readOnly, '12345:12345')).toContain('HTTP/1.1 200 OK')
    expect(await bench.run(ref, ['cat', '/etc/nginx/mime.types'])).toContain('text/html')
  })
})

describe('python', () => {
  it('runs python with its shared libraries, makes an environment and has pip', async () => {
    const bases = createBaseImages(bench.engine, local)
    const [version = ''] = (await bases.list(signal())).python
    const ref = await bases.ensure('python', version, signal())
    const imports =
      'import ssl, sqlite3, lzma, bz2, ctypes, zoneinfo; print(ssl.create_default_context().cert_store_stats()["x509_ca"] > 0)'
    expect(await bench.run(ref, ['python3', '-c', imports])).toBe('True\n')
    const shell = 'python -m venv /tmp/env && /tmp/env/bin/pip --version && pip --version && pip config list'
    const output = await bench.run(
      ref,
      ['sh', '-c', shell],
      { ...readOnly, Tmpfs: { '/tmp': 'rw,exec,mode=1777' } },
      '1000:1000',
    )
    expect(output.match(/^pip \d+/gm)).toHaveLength(2)
    expect(output).toContain('/etc/ssl/certs/ca-certificates.crt')
  })

  it('is compiled beforehand, and what was needed for that is gone', async () => {
    const bases = createBaseImages(bench.engine, local)
    const [version = ''] = (await bases.list(signal())).python
    const ref = await bases.ensure('python', version, signal())
    const compiled = 'import json; print(json.__cached__); print(open(json.__cached__, "rb").read(8)[4])'
    expect(await bench.run(ref, ['python3', '-c', compiled], readOnly)).toMatch(/__pycache__\/__init__\..*\.pyc\n1\n$/)
    expect((await bench.images()).filter((tag) => tag.includes('unfinished'))).toEqual([])
    const left = await bench.engine.listContainers({
      all: true,
      filters: { label: [`kapsules.base.making=${ref}-unfinished`] },
    })
    expect(left).toEqual([])
  })
})

describe('made once', () => {
  it('asks nobody when the base is there', async () => {
    const ref = await createBaseImages(bench.engine, local).ensure('nginx', '1', signal())
    const file = join(bench.settings.cacheDir, 'a-file')
    await writeFile(file, '')
    // a cache folder that cannot be: any making would fail
    const again = createBaseImages(bench.engine, { ...local, cacheDir: join(file, 'cache') })
    expect(await again.ensure('nginx', '1', signal())).toBe(ref)
    await bench.engine.getImage(ref).remove()
    await expect(again.ensure('nginx', '1', signal())).rejects.toMatchObject({ fault: { code: 'base-image-missing' } })
  })

  it('has the same id each time it is made from the same packages', async () => {
    const ref = await createBaseImages(bench.engine, local).ensure('nginx', '1', signal())
    const first = await idOf(ref)
    await bench.engine.getImage(ref).remove()
    await createBaseImages(bench.engine, local).ensure('nginx', '1', signal())
    expect(await idOf(ref)).toBe(first)
  })

  it('is made once however many ask at a time', async () => {
    const bases = createBaseImages(bench.engine, local)
    const ref = await bases.ensure('nginx', '1', signal())
    const id = await idOf(ref)
    await bench.engine.getImage(ref).remove()
    const since = Date.now() / 1000
    await Promise.all(Array.from({ length: 5 }, () => bases.ensure('nginx', '1', signal())))
    const events: NodeJS.ReadableStream = await bench.engine.getEvents({
      since,
      until: Date.now() / 1000 + 0.01,
      filters: { type: ['image'], event: ['load'] },
    })
    let text = ''
    for await (const chunk of events) text += chunk
    expect(text.split('\n').filter((line) => line.includes(id))).toHaveLength(1)
  })

  it('is made anew when the authorities change, and the old image goes', async () => {
    const ref = await createBaseImages(bench.engine, local).ensure('nginx', '1', signal())
    const before = await idOf(ref)
    const caFile = join(bench.settings.cacheDir, 'company.pem')
    await writeFile(caFile, `of another company ${bench.settings.repository}`)
    await createBaseImages(bench.engine, { ...local, caFile }).ensure('nginx', '1', signal())
    expect(await idOf(ref)).not.toBe(before)
    const after = await idOf(ref)
    await createBaseImages(bench.engine, local).ensure('nginx', '1', signal())
    expect(await idOf(ref)).toBe(before)
    await expect(bench.engine.getImage(after).inspect()).rejects.toMatchObject({ statusCode: 404 })
  })
})

describe('not made', () => {
  it('leaves nothing behind when it is stopped', async () => {
    const cold = { ...local, cacheDir: join(bench.settings.cacheDir, 'cold') }
    const bases = createBaseImages(bench.engine, cold)
    const stop = new AbortController()
    const making = bases.ensure('node', '20', stop.signal)
    const folders = async () =>
      (await readdir(cold.cacheDir).catch(() => [])).filter((name) => name.startsWith('making-'))
    await expect.poll(folders, { timeout: 20_000, interval: 20 }).toHaveLength(1)
    stop.abort(new Error('nobody looks any more'))
    await expect(making).rejects.toThrow('nobody looks any more')
    await expect.poll(folders, { timeout: 20_000 }).toEqual([])
    expect(await bench.images()).not.toContain(`${local.repository}/node:20`)
  })

  it('leaves no container and no image when it is stopped in its last step', async () => {
    const bases = createBaseImages(bench.engine, { ...local, repository: `${local.repository}/stopped` })
    const [version = ''] = (await bases.list(signal())).python
    const filters = { label: [`kapsules.base.making=${local.repository}/stopped/python:${version}-unfinished`] }
    const finishing = () => bench.engine.listContainers({ all: true, filters })
    const stop = new AbortController()
    const making = bases.ensure('python', version, stop.signal)
    await expect.poll(finishing, { timeout: 60_000, interval: 20 }).toHaveLength(1)
    stop.abort(new Error('nobody looks any more'))
    await expect(making).rejects.toThrow('nobody looks any more')
    await expect.poll(bench.makings, { timeout: 30_000 }).toEqual([])
    expect(await finishing()).toEqual([])
    expect((await bench.images()).filter((tag) => tag.includes('/stopped/'))).toEqual([])
  })

  it('is a fault when the deadline is over', async () => {
    const hurried = createBaseImages(bench.engine, { ...local, deadlineMs: 300 })
    await expect(hurried.ensure('node', '24', signal())).rejects.toMatchObject({
      fault: { code: 'base-image-missing', message: expect.stringContaining('0.3 s') },
    })
    await expect.poll(bench.makings, { timeout: 20_000 }).toEqual([])
  })

  it.each([
    ['a version that cannot be made', 'node', '7', 'Use node 20, 22, 24'],
    ['a version that is none', 'node', '22;id', 'Versions are numbers'],
  ] as const)('is a fault with a hint for %s', async (_what, name, version, hint) => {
    const refused = createBaseImages(bench.engine, local).ensure(name, version, signal())
    await expect(refused).rejects.toMatchObject({
      fault: { code: 'base-image-missing', hint: expect.stringContaining(hint) },
    })
  })

  it('is a fault when the authorities cannot be read', async () => {
    const settings = { ...local, caFile: join(bench.settings.cacheDir, 'none.pem') }
    const refused = createBaseImages(bench.engine, settings).ensure('nginx', '1', signal())
    await expect(refused).rejects.toMatchObject({ fault: { hint: expect.stringContaining('ca-certificates') } })
  })

  it('says that the engine is gone when it is', async () => {
    const gone = new Docker({ socketPath: join(bench.settings.cacheDir, 'no.sock') })
    const refused = createBaseImages(gone, local).ensure('nginx', '1', signal())
    await expect(refused).rejects.toMatchObject({ fault: { code: 'engine-unreachable' } })
  })
})
