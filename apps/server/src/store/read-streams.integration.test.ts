/** The reads that pages, charts and streams are made of: builds, lines, events, health. */
import type { LogLine } from '@kapsules/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { deployPreview } from './deploy.ts'
import { appendEvent } from './events.ts'
import { appendLines } from './log-lines.ts'
import { findBuild, listBuilds, readBuild, toRecipeView } from './read-builds.ts'
import { readEventsAfter, readEventsBefore, readLastEventId } from './read-events.ts'
import { countHealth, readHealthChanges } from './read-health.ts'
import { readLinesAfter, readLinesBefore } from './read-log-lines.ts'
import { countPreviews, readDatabaseVersion } from './read-system.ts'
import { ensureTenant } from './tenants.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  for (const tenant of ['default', 'acme']) await ensureTenant(fresh.database, tenant, tenant)
})
afterAll(() => fresh.drop())

const deploy = (projectId: string, content = projectId, tenantId = 'default') =>
  deployPreview(fresh.database, {
    tenantId,
    projectId,
    name: 'main',
    files: [{ path: 'index.html', content, encoding: 'utf8', executable: false, size: content.length }],
    env: null,
    resources: null,
    actor: 'system',
    recipeKey: 'recipe',
  })

const sql = (text: string, values: unknown[]) => fresh.database.pool.query(text, values)

describe('builds', () => {
  test('are read with their project, version and plan', async () => {
    const { buildId, previewId, versionId } = await deploy('built')
    expect(await readBuild(fresh.database, buildId)).toMatchObject({
      id: buildId,
      previewId,
      projectId: 'built',
      previewName: 'main',
      tenantId: 'default',
      version: { id: versionId, number: 1 },
      number: 1,
      status: 'queued',
      plan: { path: 'full' },
      recipe: null,
      steps: [],
      imageBytes: null,
      startedAt: null,
    })
    expect(await findBuild(fresh.database, buildId, 'acme')).toBeNull()
    await expect(readBuild(fresh.database, crypto.randomUUID())).rejects.toMatchObject({ fault: { code: 'not-found' } })
  })

  test('are listed by preview and status, newest first, page by page', async () => {
    const { previewId } = await deploy('listed', '0')
    for (const content of ['1', '2', '3', '4']) await deploy('listed', content)
    const filter = { tenantId: 'default', previewId }
    const numbers: number[] = []
    let cursor: string | undefined
    do {
      const page = await listBuilds(fresh.database, filter, { limit: 2, cursor })
      numbers.push(...page.items.map(({ number }) => number))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(numbers).toEqual([5, 4, 3, 2, 1])
    const queued = await listBuilds(fresh.database, { ...filter, statuses: ['queued'] }, { limit: 10 })
    expect(queued.items.map(({ number }) => number)).toEqual([5])
    expect((await listBuilds(fresh.database, { ...filter, tenantId: 'acme' }, { limit: 10 })).items).toEqual([])
  })

  test('show a recipe without what only the builder needs', () => {
    const stored = { kind: 'spa', framework: 'Vite', dockerfile: 'FROM x', port: 8080, reasons: ['r'], bases: [1] }
    const shown = { kind: 'spa', framework: 'Vite', dockerfile: 'FROM x', port: 8080, reasons: ['r'] }
    expect(toRecipeView(stored)).toEqual({ ...shown, packageManager: null, runtimeVersion: null })
    expect(toRecipeView({ ...stored, packageManager: { name: 'pnpm', version: '9' } })).toMatchObject({
      packageManager: 'pnpm@9',
    })
    expect(toRecipeView({ ...stored, packageManager: { name: 'npm' }, runtimeVersion: '22' })).toMatchObject({
      packageManager: 'npm',
      runtimeVersion: '22',
    })
  })
})

describe('log lines', () => {
  const streamId = crypto.randomUUID()
  const line = (seq: number): LogLine => ({
    seq,
    at: 1_700_000_000_000 + seq,
    channel: seq % 2 === 0 ? 'stderr' : 'stdout',
    text: seq % 10 === 0 ? `Error 100% of ${seq}` : `line ${seq}`,
    step: seq,
    instanceId: null,
  })
  const all = Array.from({ length: 100 }, (_, index) => line(index + 1))
  beforeAll(async () => void (await appendLines(fresh.database, streamId, all)))

  test('are read as they were stored, after a number and before one', async () => {
    expect(await readLinesAfter(fresh.database, streamId, { after: 97, limit: 10 })).toEqual(all.slice(97))
    expect(await readLinesAfter(fresh.database, streamId, { after: 0, limit: 3 })).toEqual(all.slice(0, 3))
    expect(await readLinesBefore(fresh.database, streamId, { before: null, limit: 3 })).toEqual(all.slice(97))
    expect(await readLinesBefore(fresh.database, streamId, { before: 4, limit: 10 })).toEqual(all.slice(0, 3))
    expect(await readLinesAfter(fresh.database, crypto.randomUUID(), { after: 0, limit: 3 })).toEqual([])
  })

  test('are found by a text taken literally, whatever its case', async () => {
    const find = async (search: string) =>
      (await readLinesAfter(fresh.database, streamId, { after: 0, limit: 100, search })).map(({ seq }) => seq)
    expect(await find('eRROR 100%')).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
    expect(await find('100%of')).toEqual([])
    expect(await find('(a+)+$')).toEqual([])
    const before = await readLinesBefore(fresh.database, streamId, { before: 50, limit: 2, search: 'error' })
    expect(before.map(({ seq }) => seq)).toEqual([30, 40])
  })
})

describe('events', () => {
  test('are read forwards and backwards, by preview and tenant', async () => {
    const start = await readLastEventId(fresh.database)
    const { previewId } = await deploy('eventful')
    const event = { tenantId: 'default', previewId, actor: 'system', kind: 'x.happened', message: 'm', data: { n: 1 } }
    for (let count = 0; count < 5; count += 1) await appendEvent(fresh.database.pool, event)
    await appendEvent(fresh.database.pool, { ...event, tenantId: 'acme', previewId: null })
    const filter = { tenantId: 'default', previewId }
    const forwards = await readEventsAfter(fresh.database, filter, { afterId: start, limit: 100 })
    expect(forwards.map(({ kind }) => kind)).toEqual(['preview.deployed', ...Array(5).fill('x.happened')])
    expect(forwards.at(-1)).toMatchObject({ ...event, at: expect.any(Number) })
    const newest = await readEventsBefore(fresh.database, filter, { limit: 2 })
    const older = await readEventsBefore(fresh.database, filter, { limit: 100, beforeId: newest.at(-1)?.id })
    expect([...newest, ...older]).toEqual(forwards.toReversed())
    expect(await readLastEventId(fresh.database)).toBeGreaterThan(forwards.at(-1)?.id ?? 0)
    expect(await readEventsAfter(fresh.database, { tenantId: 'acme' }, { afterId: start, limit: 10 })).toHaveLength(1)
  })
})

describe('health', () => {
  test('begins with the state at the time, and goes on with the changes since', async () => {
    const { previewId } = await deploy('healthy')
    const instanceId = crypto.randomUUID()
    for (const [at, health] of [
      [1000, 'unknown'],
      [2000, 'healthy'],
      [3000, 'unhealthy'],
      [4000, 'healthy'],
    ] as const)
      await sql(
        `insert into health_change (preview_id, instance_id, at, health, reason, latency_ms) values ($1, $2, $3, $4, 'r', 1.5)`,
        [previewId, instanceId, new Date(at), health],
      )
    const since = async (ms: number) =>
      (await readHealthChanges(fresh.database, previewId, ms)).map(({ at, health }) => [at, health])
    expect(await since(2500)).toEqual([
      [2000, 'healthy'],
      [3000, 'unhealthy'],
      [4000, 'healthy'],
    ])
    expect(await since(4000)).toEqual([[4000, 'healthy']])
    expect(await since(0)).toHaveLength(4)
    expect(await since(8.64e15)).toEqual([[4000, 'healthy']])
    expect((await readHealthChanges(fresh.database, previewId, 0))[0]).toMatchObject({ instanceId, latencyMs: 1.5 })
  })

  test('is counted over what should run', async () => {
    await ensureTenant(fresh.database, 'counted', 'counted')
    const [up, down, stopped] = await Promise.all(['a', 'b', 'c'].map((name) => deploy(name, name, 'counted')))
    await sql(`update preview_status set health = 'healthy', phase = 'live' where preview_id = $1`, [up?.previewId])
    await sql(`update preview_status set health = 'unhealthy' where preview_id = $1`, [down?.previewId])
    await sql(`update preview set desired = 'stopped' where id = $1`, [stopped?.previewId])
    expect(await countHealth(fresh.database, 'counted')).toEqual({ healthy: 1, degraded: 0, unhealthy: 1, unknown: 0 })
    expect(await countPreviews(fresh.database, 'counted')).toEqual({ previews: 3, live: 1 })
    expect((await countPreviews(fresh.database, null)).previews).toBeGreaterThan(3)
    expect(await readDatabaseVersion(fresh.database)).toMatch(/^PostgreSQL \d+/)
  })
})
