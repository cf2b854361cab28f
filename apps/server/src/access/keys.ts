/** Keys of programs: `kap_` and 256 random bits. Only their SHA-256 is stored, and found by it, so there is nothing to compare. */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ApiKeyRow, findApiKey, insertApiKey, touchApiKey } from '../store/api-keys.ts'
import type { Database } from '../store/database.ts'
import type { ProgramKey } from './who.ts'

const keyPattern = /^kap_[A-Za-z0-9_-]{43}$/
const prefixLength = 10
/** A key's last use is written at most this often, ms. */
const touchMs = 60_000

export interface NewKey {
  /** To be shown once. */
  readonly key: string
  readonly prefix: string
  readonly hash: string
}

/** Makes a key that is not stored yet. */
export function makeKey(): NewKey {
  const key = `kap_${randomBytes(32).toString('base64url')}`
  return { key, prefix: key.slice(0, prefixLength), hash: hashKey(key) }
}

/** Whose key this is; null when it is none, has expired or was revoked. */
export async function verifyKey(database: Database, key: string, now = Date.now()): Promise<ProgramKey | null> {
  if (!keyPattern.test(key)) return null
  const found = await findApiKey(database, hashKey(key))
  if (!found || !isValid(found, now)) return null
  if (found.lastUsedAt === null || now - found.lastUsedAt > touchMs) await touchApiKey(database, found.id)
  const { id, name, tenantId } = found
  return { kind: 'key', id, name, tenantId, actions: ['read', 'write'] }
}

/** The key in the headers of a request: `Authorization: Bearer kap_...` or `x-api-key`. Null when there is none. */
export function keyInHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>): string | null {
  const plain = headers['x-api-key']
  if (typeof plain === 'string') return plain
  const { authorization } = headers
  return typeof authorization === 'string' ? (/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '') : null
}

export interface LocalKey {
  readonly id: string
  readonly key: string
  readonly file: string
}

/**
 * The key by which programs on this machine reach the server: made at the first start, kept in `<dataDir>/local-api-key`
 * for the owner of that folder alone, made anew when the file or its record is gone.
 */
export async function ensureLocalKey(database: Database, dataDir: string, tenantId: string): Promise<LocalKey> {
  const file = join(dataDir, 'local-api-key')
  const kept = await readKept(file)
  const known = kept === null ? null : await verifyKey(database, kept)
  if (kept !== null && known) return { id: known.id, key: kept, file }
  const { key, prefix, hash } = makeKey()
  const id = await insertApiKey(database, { name: 'local', tenantId, prefix, hash, expiresAt: null })
  // written aside first: a crash must not leave half a key
  await writeFile(`${file}.new`, `${key}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return { id, key, file }
}

async function readKept(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function isValid({ revokedAt, expiresAt }: ApiKeyRow, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now)
}

function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
