import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestServer, type TestServer, testKey } from '@kapsules/client/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'

const main = join(import.meta.dirname, 'main.ts')

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

/** The program as its own process; `said` resolves when it has written a text to stderr. */
function start(...args: string[]) {
  const env = { ...process.env, KAPSULES_URL: server.url, KAPSULES_API_KEY: testKey }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => stderr.includes(text) && resolve()
      child.stderr.on('data', look)
      look()
    })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { child, said, ended }
}

it('Ctrl-C leaves a deploy and does not cancel it', async () => {
  const { child, said, ended } = start('deploy', dir, '--json')
  await said('queued')
  child.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  expect(code).toBe(130)
  expect(stderr).toContain('Detached; the deploy goes on.')
  expect(JSON.parse(stdout)).toMatchObject({ previewId: server.world.previewId, phase: 'queued' })
  expect(server.world.calls.filter((path) => /cancel|stop|delete/.test(path))).toEqual([])
})

it('Ctrl-C ends following, and the exit code says so', async () => {
  server.world.putOut('one')
  const { child, ended } = start('logs', 'shop', '-f')
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, stdout: 'one\n' })
})

it('a reader that has seen enough is no failure', async () => {
  server.world.putOut(...Array.from({ length: 5_000 }, (_, index) => `line ${index} ${'x'.repeat(200)}`))
  const { child, ended } = start('logs', 'shop', '-n', '5000')
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await ended).toMatchObject({ code: 0, stderr: '' })
})

it('the process ends by itself with the exit code of the command', async () => {
  expect(await start('ls', '--json').ended).toMatchObject({ code: 0, stderr: '' })
  await server.stop()
  expect((await start('ls').ended).code).toBe(3)
})
