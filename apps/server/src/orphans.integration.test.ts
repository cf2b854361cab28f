import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPreview } from './api/testing.ts'
import { findOrphans } from './orphans.ts'
import { type FreshDatabase, freshDatabase } from './postgres/testing.ts'
import { readRecords } from './store/reconcile-reads.ts'
import { ensureTenant } from './store/tenants.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  await ensureTenant(fresh.database, 'default', 'Default')
})
afterAll(() => fresh.drop())

test('F2: an orphan is what we made and has no record, however young it is', async () => {
  const { previewId, buildId } = await seedPreview(fresh.database)
  await fresh.database.pool.query(
    `update build set status = 'succeeded', image_kept = true, image_tag = 'kept:1' where id = $1`,
    [buildId],
  )
  const now = Date.now()
  const unknownPreview = crypto.randomUUID()
  const base = { containerId: 'c', state: 'running' as const, exit: null, startedAt: null, previewId }
  const image = { tags: [], sizeBytes: 1, createdAt: 0 }
  const runtime = {
    listInstances: async () => [
      { ...base, instanceId: 'young', createdAt: now },
      { ...base, instanceId: 'lost', createdAt: now - 600_000 },
    ],
    listNetworks: async () => [
      { networkId: 'n1', previewId, subnet: '' },
      { networkId: 'n2', previewId: unknownPreview, subnet: '' },
    ],
    listImages: async () => [
      { ...image, imageId: 'known', buildId },
      { ...image, imageId: 'reused', buildId: 'of a deleted preview', tags: ['kept:1'] },
      { ...image, imageId: 'lost', buildId: 'x' },
    ],
  }
  const orphans = await findOrphans(() => readRecords(fresh.database), runtime, AbortSignal.timeout(1000))
  expect(orphans).toEqual([
    { kind: 'instance', id: 'young' },
    { kind: 'instance', id: 'lost' },
    { kind: 'network', id: unknownPreview },
    { kind: 'image', id: 'lost' },
  ])
})
