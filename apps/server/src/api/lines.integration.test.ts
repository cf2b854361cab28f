/** Pages of lines for downloads, for scrolling back and for search; and keys, from their making to their end. */
import type { LogLine } from '@kapsules/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendLines } from '../store/log-lines.ts'
import { httpClient, keyClient, seedPreview, socketClient, startApi, type TestApi } from './testing.ts'

let api: TestApi
let client: ReturnType<typeof keyClient>
beforeAll(async () => {
  api = await startApi()
  client = keyClient(api.url, (await api.key()).key)
})
afterAll(() => api.close())

const line = (seq: number): LogLine => ({
  seq,
  at: seq,
  channel: 'stdout',
  text: seq % 5 === 0 ? `ERROR ${seq}` : `ok ${seq}`,
  step: null,
  instanceId: null,
})
const lines = Array.from({ length: 25 }, (_, index) => line(index + 1))

test('build lines are downloaded page by page', async () => {
  const { buildId } = await seedPreview(api.database, { projectId: 'download' })
  await appendLines(api.database, buildId, lines)
  const got: LogLine[] = []
  for (let afterSeq: number | null = 0; afterSeq !== null; ) {
    const page: { lines: LogLine[]; nextSeq: number | null } = await client.builds.lines.query({
      buildId,
      afterSeq,
      limit: 10,
    })
    got.push(...page.lines)
    afterSeq = page.nextSeq
  }
  expect(got).toEqual(lines)
  const found = await client.builds.lines.query({ buildId, search: 'error' })
  expect(found.lines.map(({ seq }) => seq)).toEqual([5, 10, 15, 20, 25])
  expect(found.nextSeq).toBeNull()
})

test('runtime lines begin with the newest, and are read backwards and forwards from there', async () => {
  const { previewId } = await seedPreview(api.database, { projectId: 'scroll' })
  await appendLines(api.database, previewId, lines)
  const seqs = (page: { lines: LogLine[] }) => page.lines.map(({ seq }) => seq)
  const newest = await client.logs.lines.query({ previewId, limit: 10 })
  expect(seqs(newest)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25])
  expect(newest.nextSeq).toBe(16)
  const older = await client.logs.lines.query({ previewId, limit: 10, beforeSeq: 16 })
  expect(seqs(older)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
  const oldest = await client.logs.lines.query({ previewId, limit: 10, beforeSeq: 6 })
  expect({ seqs: seqs(oldest), nextSeq: oldest.nextSeq }).toEqual({ seqs: [1, 2, 3, 4, 5], nextSeq: null })
  expect(seqs(await client.logs.lines.query({ previewId, afterSeq: 23 }))).toEqual([24, 25])
  expect(seqs(await client.logs.lines.query({ previewId, search: 'Error', limit: 2 }))).toEqual([20, 25])
  await expect(client.logs.lines.query({ previewId, afterSeq: 1, beforeSeq: 5 })).rejects.toMatchObject({
    data: { fault: { code: 'invalid-input' } },
  })
})

test('a key is made by an admin, told once, used, and ended', async () => {
  const admin = httpClient(api.url, { cookie: await api.signIn('admin'), origin: api.url })
  const made = await admin.apiKeys.create.mutate({ name: '  app ', tenantId: 'acme' })
  expect(made.key).toContain(made.prefix)
  const program = keyClient(api.url, made.key)
  expect(await program.system.me.query()).toMatchObject({ kind: 'key', id: made.id, name: 'app', tenantId: 'acme' })
  await program.previews.deploy.mutate({ projectId: 'theirs', files: { 'index.html': '' } })
  expect((await program.previews.list.query()).items.map(({ tenantId }) => tenantId)).toEqual(['acme'])
  const listed = await admin.apiKeys.list.query()
  expect(listed.find(({ id }) => id === made.id)).toMatchObject({ prefix: made.prefix, revokedAt: null })
  expect(JSON.stringify(listed)).not.toContain(made.key)
  expect(await admin.apiKeys.revoke.mutate({ id: made.id })).toEqual({ revoked: true })
  expect(await admin.apiKeys.revoke.mutate({ id: made.id })).toEqual({ revoked: true })
  await expect(program.system.me.query()).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } })
  await expect(admin.apiKeys.revoke.mutate({ id: crypto.randomUUID() })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND' },
  })
  await expect(admin.apiKeys.create.mutate({ name: ' ' })).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } })
})

test('a person works over the WebSocket with a session as over HTTP', async () => {
  const { client: dashboard, close } = socketClient(api.url, { cookie: await api.signIn('viewer'), origin: api.url })
  expect(await dashboard.system.me.query()).toMatchObject({ kind: 'user', role: 'viewer' })
  const info = await dashboard.system.info.query()
  expect(info).toMatchObject({ engine: { ok: true }, database: { ok: true }, counts: { orphans: 0 } })
  const { previewId } = await seedPreview(api.database, { projectId: 'seen' })
  expect(await dashboard.previews.get.query({ previewId })).toMatchObject({ id: previewId, instances: [] })
  expect((await dashboard.health.overview.query()).unknown).toBeGreaterThan(0)
  await expect(dashboard.previews.stop.mutate({ previewId })).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } })
  await close()
})
