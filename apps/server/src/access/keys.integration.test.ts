import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { insertApiKey, listApiKeys, revokeApiKey } from '../store/api-keys.ts'
import { ensureLocalKey, keyInHeaders, makeKey, verifyKey } from './keys.ts'

let fresh: FreshDatabase
let folder: string
beforeAll(async () => {
  fresh = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'kapsules-keys-'))
})
afterAll(async () => {
  await fresh.drop()
  await rm(folder, { recursive: true, force: true })
})

async function store(name: string, expiresAt: number | null = null) {
  const { key, prefix, hash } = makeKey()
  const id = await insertApiKey(fresh.database, { name, tenantId: 'acme', prefix, hash, expiresAt })
  return { id, key, prefix, hash }
}

const find = async (id: string) => (await listApiKeys(fresh.database)).find((row) => row.id === id)

test('a key is known by its hash, and is not stored itself', async () => {
  const { id, key, prefix } = await store('app')
  expect(key).toMatch(/^kap_[\w-]{43}$/)
  expect(await verifyKey(fresh.database, key)).toEqual({
    kind: 'key',
    id,
    name: 'app',
    tenantId: 'acme',
    actions: ['read', 'write'],
  })
  expect(await find(id)).toMatchObject({ name: 'app', prefix, tenantId: 'acme', revokedAt: null })
  const { rows } = await fresh.database.pool.query('select to_jsonb(k)::text as row from api_key k')
  expect(JSON.stringify(rows)).not.toContain(key)
})

test('a key that is revoked, expired, another or none is nobody', async () => {
  const revoked = await store('revoked')
  expect(await revokeApiKey(fresh.database, revoked.id)).toBe(true)
  const { revokedAt } = (await find(revoked.id)) ?? {}
  expect(await revokeApiKey(fresh.database, revoked.id)).toBe(true)
  expect((await find(revoked.id))?.revokedAt).toBe(revokedAt)
  expect(await revokeApiKey(fresh.database, crypto.randomUUID())).toBe(false)
  const expiring = await store('expiring', Date.now() + 60_000)
  expect(await verifyKey(fresh.database, expiring.key)).not.toBeNull()
  expect(await verifyKey(fresh.database, expiring.key, Date.now() + 61_000)).toBeNull()
  for (const key of [revoked.key, makeKey().key, expiring.hash, '', 'kap_', `${expiring.key}x`, `${expiring.key}\n`])
    expect(await verifyKey(fresh.database, key), key).toBeNull()
})

test('its last use is written once a minute', async () => {
  const { id, key } = await store('used')
  const now = Date.now()
  await verifyKey(fresh.database, key, now)
  const first = (await find(id))?.lastUsedAt
  expect(first).toBeTypeOf('number')
  await verifyKey(fresh.database, key, now + 30_000)
  expect((await find(id))?.lastUsedAt).toBe(first)
  await verifyKey(fresh.database, key, now + 120_000)
  expect((await find(id))?.lastUsedAt).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY)
})

test('the local key is made once, for us alone to read, and again when it does not count any more', async () => {
  const first = await ensureLocalKey(fresh.database, folder, 'default')
  expect(await ensureLocalKey(fresh.database, folder, 'default')).toEqual(first)
  expect((await readFile(first.file, 'utf8')).trim()).toBe(first.key)
  expect((await stat(first.file)).mode & 0o777).toBe(0o600)
  expect(await verifyKey(fresh.database, first.key)).toMatchObject({ id: first.id, name: 'local', tenantId: 'default' })
  await revokeApiKey(fresh.database, first.id)
  const second = await ensureLocalKey(fresh.database, folder, 'default')
  expect(second.key).not.toBe(first.key)
  await writeFile(second.file, 'half a ke')
  expect((await ensureLocalKey(fresh.database, folder, 'default')).key).not.toBe(second.key)
  await rm(second.file)
  expect(await verifyKey(fresh.database, (await ensureLocalKey(fresh.database, folder, 'default')).key)).not.toBeNull()
})

test.each([
  [{}, null],
  [{ 'x-api-key': 'kap_1' }, 'kap_1'],
  [{ authorization: 'Bearer kap_1' }, 'kap_1'],
  [{ authorization: 'bearer   kap_1' }, 'kap_1'],
  [{ authorization: 'Basic abc' }, ''],
  [{ authorization: 'Bearer' }, ''],
  [{ cookie: 'kap_1' }, null],
])('the key in %j is %j', (headers, key) => {
  expect(keyInHeaders(headers)).toBe(key)
})
