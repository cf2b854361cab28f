import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findConnection } from './connection.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kapsules-state-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const none = { url: undefined, apiKey: undefined }
const find = (env: { url: string | undefined; apiKey: string | undefined }, dataDir = folder) =>
  findConnection({ ...env, dataDir })

async function leaveState(): Promise<void> {
  await writeFile(join(folder, 'server.json'), '{"url":"http://127.0.0.1:4000","pid":1}')
  await writeFile(join(folder, 'local-api-key'), 'kap_local\n')
}

it('on the machine of npm start both are found', async () => {
  await leaveState()
  expect(await find(none)).toEqual({ url: 'http://127.0.0.1:4000', apiKey: 'kap_local' })
})

it('what the environment says counts more', async () => {
  await leaveState()
  const env = { url: 'https://kapsules.example', apiKey: 'kap_other' }
  expect(await find(env)).toEqual(env)
})

it('the local key goes to the local server only', async () => {
  await leaveState()
  expect((await find({ ...none, url: 'http://127.0.0.1:4000/' })).apiKey).toBe('kap_local')
  await expect(find({ ...none, url: 'http://127.0.0.1:4001' })).rejects.toMatchObject({
    fault: { code: 'unauthenticated' },
  })
})

it.each(['{', '[]', '{"url":5}', '{"url":"nonsense"}'])('a server.json of %s tells of no server', async (text) => {
  await writeFile(join(folder, 'server.json'), text)
  await expect(find(none)).rejects.toMatchObject({ fault: { code: 'server-unreachable' } })
})

it('without anything it says what to do', async () => {
  await expect(find(none, join(folder, 'missing'))).rejects.toMatchObject({
    fault: { code: 'server-unreachable', hint: expect.stringContaining('npm start') },
  })
})

it.each(['ftp://x', 'nonsense', 'file:///etc'])('B45: %s is no address', async (url) => {
  await expect(find({ url, apiKey: 'x' })).rejects.toMatchObject({ fault: { code: 'invalid-input' } })
})
