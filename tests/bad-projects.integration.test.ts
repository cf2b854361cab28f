/** Projects that cannot work, each answered by a typed fault that a generator can act on. Nothing is left behind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleted, deploy, deployFault, onEngine } from './deploys.ts'
import { startServer, type TestServer, until } from './harness.ts'
import * as projects from './projects.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ slot: 1, env: { START_GRACE_MS: '15000', BUILD_TIMEOUT_MS: '20000' } })
})
afterAll(() => server.dispose())

describe('a project that cannot run', () => {
  it.each<[string, string, projects.Files]>([
    ['exits-at-start', 'no database configured', projects.exitsAtOnce],
    ['missing-dependency', 'express', projects.missingModule],
    ['wrong-port', '3999', projects.wrongPort],
    ['listens-on-localhost-only', '127.0.0.1', projects.localhostOnly],
    ['never-healthy', '', projects.neverAnswers],
    ['never-healthy', '500', projects.answersWith500],
  ])('%s (%s)', async (code, named, files) => {
    const fault = await deployFault(server, `bad-${code}-${named.length}`, files)
    expect(fault.code).toBe(code)
    expect(`${fault.message} ${fault.evidence.join(' ')}`).toContain(named)
    expect(fault.hint.length).toBeGreaterThan(10)
  })

  it('F8: out of memory', async () => {
    const fault = await deployFault(server, 'bad-memory', projects.eatsMemory, {
      resources: { memoryBytes: 96 * 1024 * 1024 },
    })
    expect(fault.code).toBe('out-of-memory')
    expect(fault.message).toContain('96 MiB')
  })
})

describe('a project that cannot be built', () => {
  it('B23: a Dockerfile that fails names the step and the line', async () => {
    const fault = await deployFault(server, 'bad-dockerfile', {
      Dockerfile: 'FROM node:22-slim\nRUN echo about to fail && exit 9\n',
    })
    expect(fault.code).toBe('build-step-failed')
    expect(fault.evidence.join('\n')).toContain('about to fail')
  })

  it('a build script that fails', async () => {
    const fault = await deployFault(
      server,
      'bad-script',
      projects.building('node -e "console.error(\'type error in app.ts\'); process.exit(2)"'),
    )
    expect(fault.code).toBe('build-script-failed')
    expect(fault.evidence.join('\n')).toContain('type error in app.ts')
  })

  it('a dependency that does not exist', async () => {
    const files = {
      ...projects.answering('x'),
      'package.json': JSON.stringify({ dependencies: { '@kapsules/there-is-no-such-package': '1.0.0' } }),
    }
    expect((await deployFault(server, 'bad-install', { ...files, 'index.js': 'x' })).code).toMatch(
      /install-failed|missing-dependency/,
    )
  })

  it('a build that never ends is ended', async () => {
    const fault = await deployFault(server, 'bad-endless', projects.building('sleep 1000'))
    expect(fault.code).toBe('build-timed-out')
    expect(fault.message).toContain('20 s')
  })

  it('a project that nothing recognises', async () => {
    const fault = await deployFault(server, 'bad-unknown', { 'notes.txt': 'hello' })
    expect(fault.code).toBe('unrecognised-project')
    expect(fault.hint).not.toBe('')
  })
})

describe('input that is refused', () => {
  const counts = async () => {
    const { items, total } = await server.client.trpc.previews.list.query({ limit: 1000 })
    return { total, projects: items.map((it) => it.projectId) }
  }

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    [
      'B12 10,001 files',
      'limit-exceeded',
      { files: Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`f${n}.txt`, ''])) },
      /10000 files/,
    ],
    ['B14 one huge file', 'limit-exceeded', { files: { 'big.txt': 'x'.repeat(26 * 1024 * 1024) } }, /big\.txt/],
    ['B17 invalid base64', 'invalid-file', { files: { 'a.png': { content: '%%%', encoding: 'base64' } } }, /base64/],
    ['B1 traversal', 'invalid-file', { files: { '../x': 'y' } }, /\.\.\/x/],
    ['an empty project', 'empty-project', { files: {} }, /no files/],
    ['unknown fields', 'invalid-input', { files: { 'index.html': 'x' }, privileged: true }, /privileged/],
    ['B19 a name like an option', 'invalid-input', { files: { 'index.html': 'x' }, name: '--privileged' }, /name/],
    [
      'B25 a reserved variable',
      'invalid-input',
      { files: { 'index.html': 'x' }, env: { LD_PRELOAD: '/x.so' } },
      /LD_PRELOAD/,
    ],
    [
      'B27 too little memory',
      'invalid-input',
      { files: { 'index.html': 'x' }, resources: { memoryBytes: 0 } },
      /memory/i,
    ],
  ])('%s: %s, and nothing is stored', async (_name, code, input, message) => {
    const before = await counts()
    const refused: unknown = await deploy(server, 'refused', {}, input).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Error)
    const { data } = refused as { data: { fault: { code: string; message: string; hint: string } } }
    expect(data.fault.code).toBe(code)
    expect(`${data.fault.message} ${JSON.stringify(data.fault)}`).toMatch(message)
    expect(await counts()).toEqual(before)
  })
})

it('I3: deleting them all leaves nothing on the engine', async () => {
  const { items } = await server.client.trpc.previews.list.query({ limit: 1000 })
  for (const { id } of items) await deleted(server, id)
  await until(
    'the engine to be empty',
    () => onEngine(server),
    ({ instances, networks, images }) => instances.length + networks.length + images.length === 0,
  )
})
