/** Keys for programs, and the tenants they belong to. Only the hash of a key is stored. */
import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

export interface ApiKeyRow {
  readonly id: string
  readonly name: string
  /** First characters, to tell keys apart on a screen. */
  readonly prefix: string
  readonly tenantId: string
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
  readonly lastUsedAt: number | null
}

interface KeySqlRow {
  id: string
  name: string
  prefix: string
  tenant_id: string
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

const columns = 'id, name, prefix, tenant_id, created_at, expires_at, revoked_at, last_used_at'

export interface NewApiKey {
  readonly name: string
  readonly tenantId: string
  readonly prefix: string
  /** Hex SHA-256 of the whole key. */
  readonly hash: string
  readonly expiresAt: number | null
}

/** Stores a key. A tenant that is not there yet comes into being. Gives the key's id. */
export async function insertApiKey({ pool }: Database, key: NewApiKey): Promise<string> {
  const id = randomUUID()
  await pool.query(
    `with owner as (insert into tenant (id, name) values ($2, $2) on conflict (id) do nothing)
     insert into api_key (id, tenant_id, name, prefix, hash, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [id, key.tenantId, key.name, key.prefix, key.hash, key.expiresAt === null ? null : new Date(key.expiresAt)],
  )
  return id
}

/** The key with this hash, or null. Whether it still counts is for the caller to judge. */
export async function findApiKey({ pool }: Database, hash: string): Promise<ApiKeyRow | null> {
  const { rows } = await pool.query<KeySqlRow>({
    name: 'find-api-key',
    text: `select ${columns} from api_key where hash = $1`,
    values: [hash],
  })
  return rows[0] ? toKeyRow(rows[0]) : null
}

/** All keys, newest first. */
export async function listApiKeys({ pool }: Database): Promise<readonly ApiKeyRow[]> {
  const { rows } = await pool.query<KeySqlRow>(`select ${columns} from api_key order by created_at desc, id`)
  return rows.map(toKeyRow)
}

/** Ends a key for good; one that is revoked already keeps its time. Gives false when there is no such key. */
export async function revokeApiKey({ pool }: Database, id: string): Promise<boolean> {
  const { rowCount } = await pool.query('update api_key set revoked_at = coalesce(revoked_at, now()) where id = $1', [
    id,
  ])
  return rowCount === 1
}

/** Remembers that a key was used now. */
export async function touchApiKey({ pool }: Database, id: string): Promise<void> {
  await pool.query('update api_key set last_used_at = now() where id = $1', [id])
}

/** Whether a tenant exists. */
export async function tenantExists({ pool }: Database, tenantId: string): Promise<boolean> {
  const { rowCount } = await pool.query('select 1 from tenant where id = $1', [tenantId])
  return rowCount === 1
}

function toKeyRow(row: KeySqlRow): ApiKeyRow {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    tenantId: row.tenant_id,
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at?.getTime() ?? null,
    revokedAt: row.revoked_at?.getTime() ?? null,
    lastUsedAt: row.last_used_at?.getTime() ?? null,
  }
}
