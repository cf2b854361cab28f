import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { ensureTenant } from '../store/tenants.ts'
import { findOrphans } from './orphans.ts'
import { seedPreview } from './testing.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  await ensureTenant(fresh.database, 'default', 'Default')
})
afterAll(() => fresh.drop())

test('F2: an orphan is what we made, has no record, and is not just being made', async () => {
  const { previewId, buildId } = await seedPreview(fresh.database)
  await fresh.database.pool.query(
    `update build set status = 'succeeded', image_kept = true, image_tag = 'kept:1' where id = $1`,
    [buildId],
  )
  const now = Date.now()
  const base = { containerId: 'c', state: 'running' as const, exit: null, startedAt: null, previewId }
  const image = { tags: [], sizeBytes: 1, createdAt: 0 }
  const runtime = {
    info: () => Promise.reject(new Error('not asked')),
    diskUse: () => Promise.reject(new Error('not asked')),
    listInstances: async () => [
      { ...base, instanceId: crypto.randomUUID(), createdAt: now },
      { ...base, instanceId: 'lost', createdAt: now - 600_000 },
    ],
    listNetworks: async () => [
      { networkId: 'n1', previewId, subnet: '' },
      { networkId: 'n2', previewId: crypto.randomUUID(), subnet: '' },
    ],
    listImages: async () => [
      { ...image, imageId: 'known', buildId },
      { ...image, imageId: 'reused', buildId: 'of a deleted preview', tags: ['kept:1'] },
      { ...image, imageId: 'lost', buildId: 'x' },
    ],
  }
  const orphans = await findOrphans({ runtime, database: fresh.database }, AbortSignal.timeout(1000), now)
  expect(orphans).toEqual([
    { kind: 'instance', id: 'lost' },
    { kind: 'network', id: 'n2' },
    { kind: 'image', id: 'lost' },
  ])
})
