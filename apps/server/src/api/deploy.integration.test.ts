/** What comes in with a deploy: refused with a typed fault and nothing stored, or stored once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedPreview, startApi, type TestApi } from './testing.ts'

let api: TestApi
let key: string

beforeAll(async () => {
  api = await startApi({
    settings: { sourceLimits: { maxFiles: 10_000, maxFileBytes: 1_000_000, maxTotalBytes: 2_000_000 } },
  })
  key = (await api.key()).key
})
afterAll(() => api.close())

interface Answer {
  readonly result?: { readonly data: Record<string, unknown> }
  readonly error?: { readonly data: { readonly fault: { readonly code: string; readonly message: string } } }
}

async function send(path: string, input: string | object, sent = key) {
  const answer = await fetch(`${api.url}/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sent}` },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  })
  const body = (await answer.json()) as Answer
  return { status: answer.status, fault: body.error?.data.fault, data: body.result?.data, text: JSON.stringify(body) }
}

const deploy = (input: string | object) => send('previews.deploy', input)

async function stored(): Promise<unknown> {
  const { rows } = await api.database.pool.query(
    `select (select count(*) from preview) as previews, (select count(*) from version) as versions,
       (select count(*) from blob) as blobs, (select count(*) from build) as builds, (select count(*) from event) as events`,
  )
  return rows
}

const files = { 'index.html': 'hello' }
const manyFiles = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`f${index}.txt`, '']))

describe('is refused with a typed fault, and nothing is stored', () => {
  const refused: [string, string | object, number, string][] = [
    ['B1 a path that leaves the root', { projectId: 'p', files: { '../x': '' } }, 400, 'invalid-file'],
    ['B2 an absolute path', { projectId: 'p', files: { '/etc/x': '' } }, 400, 'invalid-file'],
    ['B5 a path with NUL', { projectId: 'p', files: { 'a\0b': '' } }, 400, 'invalid-file'],
    ['B7 an empty path', { projectId: 'p', files: { '': '' } }, 400, 'invalid-file'],
    ['B8 twins by case', { projectId: 'p', files: { 'A.js': '', 'a.js': '' } }, 400, 'invalid-file'],
    ['B10 a file that is a folder too', { projectId: 'p', files: { a: '', 'a/b': '' } }, 400, 'invalid-file'],
    ['B12 10,001 files', { projectId: 'p', files: manyFiles }, 413, 'limit-exceeded'],
    [
      'B13 too much in all',
      { projectId: 'p', files: { a: 'x'.repeat(900_000), b: 'x'.repeat(900_000), c: 'x'.repeat(900_000) } },
      413,
      'limit-exceeded',
    ],
    ['B14 one huge file', { projectId: 'p', files: { a: 'x'.repeat(1_000_001) } }, 413, 'limit-exceeded'],
    [
      'B17 invalid base64',
      { projectId: 'p', files: { a: { content: '***', encoding: 'base64' } } },
      400,
      'invalid-file',
    ],
    ['B18 a project id with a command', { projectId: 'a;touch x', files }, 400, 'invalid-input'],
    ['B18 a name with a command', { projectId: 'p', name: '$(touch /tmp/pwn)', files }, 400, 'invalid-input'],
    ['B19 a name that looks like an option', { projectId: 'p', name: '--privileged', files }, 400, 'invalid-input'],
    ['B20 a reserved name', { projectId: 'p', name: 'www', files }, 400, 'invalid-input'],
    ['B25 a variable name with =', { projectId: 'p', files, env: { 'A=B': '' } }, 400, 'invalid-input'],
    ['B25 a reserved variable', { projectId: 'p', files, env: { LD_PRELOAD: 'x' } }, 400, 'invalid-input'],
    ['B25 a huge value', { projectId: 'p', files, env: { A: 'x'.repeat(1_000_000) } }, 413, 'limit-exceeded'],
    ['B27 too much memory', { projectId: 'p', files, resources: { memoryBytes: 1e18 } }, 400, 'invalid-input'],
    ['B27 no processor', { projectId: 'p', files, resources: { cpus: 0 } }, 400, 'invalid-input'],
    ['an empty project', { projectId: 'p', files: {} }, 422, 'empty-project'],
    ['an unknown field', { projectId: 'p', files, privileged: true }, 400, 'invalid-input'],
    ['an unknown field of a file', { projectId: 'p', files: { a: { content: '', mode: 4755 } } }, 400, 'invalid-input'],
    ['no files', { projectId: 'p' }, 400, 'invalid-input'],
    ['no object', '"text"', 400, 'invalid-input'],
    ['null', 'null', 400, 'invalid-input'],
    ['half a JSON', '{"projectId":', 400, 'invalid-input'],
    ['B32 very deep JSON', '['.repeat(10_000) + ']'.repeat(10_000), 400, 'invalid-input'],
    ['another tenant', { projectId: 'p', files, tenantId: 'other' }, 404, 'not-found'],
  ]

  test.each(refused)('%s', async (_, input, status, code) => {
    const before = await stored()
    const answer = await deploy(input)
    expect({ status: answer.status, code: answer.fault?.code }).toEqual({ status, code })
    expect(answer.fault?.message).toBeTruthy()
    expect(answer.text).not.toMatch(/\bat .*node_modules|\.ts:\d+/)
    expect(await stored()).toEqual(before)
  })

  test('the file or field is named', async () => {
    expect((await deploy({ projectId: 'p', files: { 'src/../x': '' } })).fault?.message).toContain('src/../x')
    expect((await deploy({ projectId: 'p', files: { 'src/a': 1 } })).text).toContain('src/a')
    expect((await deploy({ projectId: 'p', files, resources: { cpus: 99 } })).text).toContain('resources.cpus')
    expect((await deploy({ projectId: 'p', files, nonsense: 1 })).text).toContain('nonsense')
  })
})

test('B32: a request larger than the limit is refused with the limit named, before it is read', async () => {
  const answer = await deploy({ projectId: 'p', files: { a: 'x'.repeat(5 * 1024 * 1024) } })
  expect(answer.status).toBe(413)
  expect(answer.fault).toMatchObject({ code: 'limit-exceeded', message: expect.stringContaining('4194304') })
})

test('B9: files called like parts of objects are stored like any other', async () => {
  const input =
    '{"projectId":"proto","files":{"__proto__":"a","constructor":"b","index.html":"c"},"env":{"__proto__":"x"}}'
  const { data } = await deploy(input)
  const { rows } = await api.database.pool.query(
    'select path from version_file where version_id = $1 order by path collate "C"',
    [data?.versionId],
  )
  expect(rows.map(({ path }) => path)).toEqual(['__proto__', 'constructor', 'index.html'])
  const detail = await api.database.pool.query('select env from preview where id = $1', [data?.previewId])
  expect(Object.keys(detail.rows[0]?.env)).toEqual(['__proto__'])
})

test('a deploy is stored, looked at, and answered; the same again changes nothing', async () => {
  const first = await deploy({ projectId: 'shop', files, env: { A: '1' }, resources: { cpus: 2 } })
  expect(first.status).toBe(200)
  expect(first.data).toMatchObject({ versionNumber: 1, unchanged: false, url: null, plan: { path: 'full' } })
  expect(first.data?.statusUrl).toBe(`/api/preview/${first.data?.previewId}`)
  expect(api.live.touched.take(new Set())).toBeDefined()
  const again = await deploy({ projectId: 'shop', files, env: { A: '1' }, resources: { cpus: 2 } })
  expect(again.data).toMatchObject({
    previewId: first.data?.previewId,
    versionId: first.data?.versionId,
    unchanged: true,
  })
})

test('a plan says what a deploy would do, and stores nothing', async () => {
  const before = await stored()
  const { data } = await send('previews.plan', { projectId: 'planned', files })
  expect(data).toMatchObject({ plan: { path: 'full' }, recipe: { framework: 'Static files' }, fault: null })
  expect(await stored()).toEqual(before)
})

test('a person deploys for a tenant that exists', async () => {
  const cookie = await api.signIn('operator')
  const ask = (tenantId?: string) =>
    fetch(`${api.url}/trpc/previews.deploy`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: api.url },
      body: JSON.stringify({ projectId: 'by-hand', files, ...(tenantId ? { tenantId } : {}) }),
    })
  await api.key('acme')
  expect((await ask('acme')).status).toBe(200)
  expect((await ask()).status).toBe(200)
  expect((await ask('nobody')).status).toBe(404)
  const { rows } = await api.database.pool.query(
    `select tenant_id from preview where project_id = 'by-hand' order by tenant_id`,
  )
  expect(rows.map((row) => row.tenant_id)).toEqual(['acme', 'default'])
})

describe('B42: the idempotency key', () => {
  test('gives the first answer again, however often and at the same moment', async () => {
    const input = { projectId: 'once', files, idempotencyKey: 'k1' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => deploy(input)))
    expect(answers[0]?.data).toMatchObject({ unchanged: false })
    for (const answer of answers) expect(answer.data).toEqual(answers[0]?.data)
    const reordered = { idempotencyKey: 'k1', files, projectId: 'once' }
    expect((await deploy(reordered)).data).toEqual(answers[0]?.data)
    const { rows } = await api.database.pool.query(
      `select count(*)::int as count from build b join preview p on p.id = b.preview_id where project_id = 'once'`,
    )
    expect(rows).toEqual([{ count: 1 }])
  })

  test('with other files, variables or resources is a conflict', async () => {
    const input = { projectId: 'other-body', files, idempotencyKey: 'k2' }
    expect((await deploy(input)).status).toBe(200)
    const others = [
      { files: { 'index.html': 'changed' } },
      { env: { A: '1' } },
      { resources: { pids: 64 } },
      { name: 'b' },
    ]
    for (const other of others) {
      const answer = await deploy({ ...input, ...other })
      expect(answer).toMatchObject({ status: 409, fault: { code: 'conflict' } })
    }
  })

  test('of another tenant is another key, and a refused deploy does not use it up', async () => {
    const input = { projectId: 'shared-key', files, idempotencyKey: 'k3' }
    expect((await deploy({ ...input, files: { '../x': '' } })).status).toBe(400)
    const mine = await deploy(input)
    const theirs = await send('previews.deploy', input, (await api.key('acme')).key)
    expect(mine.status).toBe(200)
    expect(theirs.status).toBe(200)
    expect(theirs.data?.previewId).not.toBe(mine.data?.previewId)
  })
})

test('B43: many deploys of one name at once make one preview and one live wish', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => deploy({ projectId: 'crowd', files: { 'index.html': String(index) } })),
  )
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const { rows } = await api.database.pool.query(
    `select count(distinct p.id)::int as previews, (count(*) filter (where b.status = 'queued'))::int as queued
     from preview p join build b on b.preview_id = p.id where p.project_id = 'crowd'`,
  )
  expect(rows).toEqual([{ previews: 1, queued: 1 }])
})

describe('B44: what is done twice, or too late', () => {
  test('stop, start, restart and delete may be said again; nothing but delete after a delete', async () => {
    const { previewId } = await seedPreview(api.database, { projectId: 'twice' })
    for (const verb of ['stop', 'stop', 'start', 'start', 'restart', 'restart'])
      expect((await send(`previews.${verb}`, { previewId })).status, verb).toBe(200)
    expect((await send('previews.delete', { previewId })).data).toEqual({ deleted: true })
    expect((await send('previews.delete', { previewId })).data).toEqual({ deleted: true })
    for (const verb of ['stop', 'start', 'restart', 'update'])
      expect((await send(`previews.${verb}`, { previewId })).fault, verb).toMatchObject({ code: 'conflict' })
    expect((await deploy({ projectId: 'twice', files })).fault).toMatchObject({ code: 'conflict' })
    await api.database.pool.query('delete from preview where id = $1', [previewId])
    expect((await send('previews.delete', { previewId })).data).toEqual({ deleted: true })
    expect((await send('previews.stop', { previewId })).fault).toMatchObject({ code: 'not-found' })
  })

  test('a build is cancelled once, and built again on request', async () => {
    const { buildId } = await seedPreview(api.database, { projectId: 'cancelled' })
    expect((await send('builds.cancel', { buildId })).data).toMatchObject({ status: 'cancelled' })
    expect((await send('builds.cancel', { buildId })).data).toMatchObject({ status: 'cancelled' })
    const retried = await send('builds.retry', { buildId })
    expect(retried.data).toMatchObject({ status: 'queued', number: 2 })
    expect((await send('builds.retry', { buildId })).fault).toMatchObject({ code: 'conflict' })
  })
})

test('an update changes what it names and leaves the rest', async () => {
  const { previewId } = await seedPreview(api.database, { projectId: 'updated' })
  const { data } = await send('previews.update', { previewId, resources: { cpus: 2 }, env: { A: '1' } })
  expect(data).toMatchObject({ resources: { cpus: 2, pids: 256 }, generation: 3 })
  expect((await send('previews.update', { previewId, env: { PATH: 'x' } })).fault).toMatchObject({
    code: 'invalid-input',
  })
  expect((await send('previews.update', { previewId, resources: { memoryBytes: -1 } })).status).toBe(400)
})

test.each(['not-a-uuid', ';id', '../../json', '', '00000000', 7, null])('B30: the id %j is refused', async (id) => {
  const answer = await send('previews.stop', { previewId: id })
  expect(answer).toMatchObject({ status: 400, fault: { code: 'invalid-input' } })
})
