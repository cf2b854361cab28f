import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { deployPreview } from './deploy.ts'
import { listInstances, listPreviews, readPreview, readPreviewDetail, readPreviewState } from './read-previews.ts'
import { ensureTenant } from './tenants.ts'

let fresh: FreshDatabase
const origin = 'http://previews.test'

beforeAll(async () => {
  fresh = await freshDatabase()
  for (const tenant of ['default', 'acme']) await ensureTenant(fresh.database, tenant, tenant)
})
afterAll(() => fresh.drop())

function deploy(projectId: string, { tenantId = 'default', name = 'main', content = projectId } = {}) {
  return deployPreview(fresh.database, {
    tenantId,
    projectId,
    name,
    files: [{ path: 'index.html', content, encoding: 'utf8', executable: false, size: content.length }],
    env: new Map([
      ['B', 'secret'],
      ['A', 'secret'],
    ]),
    resources: null,
    actor: 'system',
    recipeKey: 'recipe',
  })
}

const sql = (text: string, values: unknown[]) => fresh.database.pool.query(text, values)

async function makeLive(
  { previewId, versionId, buildId }: { previewId: string; versionId: string; buildId: string },
  port: number,
): Promise<string> {
  const id = crypto.randomUUID()
  await sql(
    `insert into instance (id, preview_id, version_id, build_id, generation, state, image, app_port, host_port, started_at)
     values ($1, $2, $3, $4, 1, 'ready', 'i', 8080, $5, now())`,
    [id, previewId, versionId, buildId, port],
  )
  await sql(
    `update preview_status set phase = 'live', health = 'healthy', live_instance_id = $2 where preview_id = $1`,
    [previewId, id],
  )
  return id
}

test('a preview has its versions, builds, instances and address in one row', async () => {
  const first = await deploy('whole')
  const liveInstanceId = await makeLive(first, 31_000)
  const recipe = { framework: 'Vite', kind: 'spa' }
  await sql(`update build set status = 'succeeded', recipe = $2 where id = $1`, [first.buildId, JSON.stringify(recipe)])
  const second = await deploy('whole', { content: 'changed' })
  const preview = await readPreview(fresh.database, first.previewId, null, origin)
  expect(preview).toMatchObject({
    id: first.previewId,
    projectId: 'whole',
    desired: 'running',
    phase: 'live',
    health: 'healthy',
    url: 'http://previews.test:31000',
    liveInstanceId,
    serving: { id: first.versionId, number: 1 },
    wanted: { id: second.versionId, number: 2 },
    latestBuild: { id: second.buildId, number: 2, status: 'queued' },
    framework: 'Vite',
    resources: { memoryBytes: 512 * 1024 * 1024, cpus: 1, pids: 256 },
  })
  expect(preview?.createdAt).toBeTypeOf('number')
  const detail = await readPreviewDetail(fresh.database, first.previewId, 'default', origin)
  expect(detail?.envKeys).toEqual(['A', 'B'])
  expect(detail?.versions.map(({ number, fileCount, totalBytes }) => [number, fileCount, totalBytes])).toEqual([
    [2, 1, 7],
    [1, 1, 5],
  ])
  expect(detail?.instances).toMatchObject([
    { id: liveInstanceId, live: true, hostPort: 31_000, version: { number: 1 } },
  ])
  expect(JSON.stringify(detail)).not.toContain('secret')
})

test('a preview that reconcile has not seen yet is queued', async () => {
  const { previewId } = await deploy('unseen')
  await sql('delete from preview_status where preview_id = $1', [previewId])
  const preview = await readPreview(fresh.database, previewId, null, origin)
  expect(preview).toMatchObject({ phase: 'queued', health: 'unknown', url: null, serving: null, fault: null })
  const { items } = await listPreviews(
    fresh.database,
    { tenantId: null, search: 'unseen', phases: ['queued'], healths: ['unknown'] },
    { limit: 10 },
    origin,
  )
  expect(items).toHaveLength(1)
})

test('B29: what belongs to another tenant is not there', async () => {
  const { previewId } = await deploy('theirs', { tenantId: 'acme' })
  await makeLive(await deploy('theirs', { tenantId: 'acme' }), 31_001)
  expect(await readPreview(fresh.database, previewId, 'default', origin)).toBeNull()
  expect(await readPreviewState(fresh.database, previewId, 'default')).toBeNull()
  expect(await readPreviewDetail(fresh.database, previewId, 'default', origin)).toBeNull()
  expect(await listInstances(fresh.database, previewId, 'default')).toEqual([])
  expect(await readPreviewState(fresh.database, previewId, 'acme')).toEqual({ tenantId: 'acme', desired: 'running' })
  const { items } = await listPreviews(fresh.database, { tenantId: 'default' }, { limit: 1000 }, origin)
  expect(items.filter(({ tenantId }) => tenantId !== 'default')).toEqual([])
})

describe('the list', () => {
  beforeAll(async () => {
    for (let index = 0; index < 25; index += 1)
      await deploy(`page_${index % 10}%x`.replace('%', '-'), { name: `n${index}` })
  })

  test('pages through everything once, newest first, also while rows come in', async () => {
    const ids: string[] = []
    let cursor: string | undefined
    let total = 0
    do {
      const page = await listPreviews(fresh.database, { tenantId: null, search: 'page_' }, { limit: 7, cursor }, origin)
      ids.push(...page.items.map(({ id }) => id))
      total = page.total
      cursor = page.nextCursor ?? undefined
      if (cursor) await deploy(`page_late${ids.length}`)
    } while (cursor)
    expect(new Set(ids).size).toBe(25)
    expect(ids).toHaveLength(25)
    expect(total).toBeGreaterThan(25)
  })

  test.each([
    ['PAGE_3', 'project'],
    ['n13', 'name'],
    ['page-3-x-n13', 'slug'],
  ])('finds %s by %s', async (search) => {
    const { items } = await listPreviews(fresh.database, { tenantId: null, search }, { limit: 100 }, origin)
    expect(items.length).toBeGreaterThan(0)
    for (const { projectId, name, slug } of items)
      expect([projectId, name, slug].some((text) => text.toLowerCase().includes(search.toLowerCase()))).toBe(true)
  })

  test.each(['%', '_%_', "' or 1=1 --", '\\', 'page%3'])('takes %j literally', async (search) => {
    const { items } = await listPreviews(fresh.database, { tenantId: null, search }, { limit: 100 }, origin)
    expect(items).toEqual([])
  })

  test.each(['x', '', Buffer.from('1 2').toString('base64url'), `${'9'.repeat(100)}`])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect(
        listPreviews(fresh.database, { tenantId: null }, { limit: 1, cursor }, origin),
      ).rejects.toMatchObject({
        fault: { code: 'invalid-input' },
      })
    },
  )
})
