/** Versions and their files: blobs stored once by content hash, a manifest for each version. */
import { createHash, randomUUID } from 'node:crypto'
import { type ManifestEntry, manifestText, type SourceFile } from '@kapsules/domain'
import type { Sql } from './database.ts'

export interface Manifest {
  readonly hash: string
  readonly entries: readonly ManifestEntry[]
  readonly totalBytes: number
  /** Content by its hash. */
  readonly contents: ReadonlyMap<string, Buffer>
}

export interface StoredVersion {
  readonly id: string
  readonly number: number
}

/** Hashes a project's files. */
export function manifestOf(files: readonly SourceFile[]): Manifest {
  const contents = new Map<string, Buffer>()
  const entries = files.map(({ path, content, encoding, executable }): ManifestEntry => {
    const bytes = Buffer.from(content, encoding)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    contents.set(sha256, bytes)
    return { path, sha256, size: bytes.length, executable }
  })
  const hash = createHash('sha256').update(manifestText(entries)).digest('hex')
  return { hash, entries, totalBytes: entries.reduce((sum, entry) => sum + entry.size, 0), contents }
}

/** The version of a preview that holds exactly these files; stored if it is new. The preview's row must be locked. */
export async function ensureVersion(sql: Sql, previewId: string, manifest: Manifest): Promise<StoredVersion> {
  const { rows: known } = await sql.query<StoredVersion>(
    'select id, number from version where preview_id = $1 and hash = $2',
    [previewId, manifest.hash],
  )
  if (known[0]) return known[0]
  await storeBlobs(sql, manifest)
  const id = randomUUID()
  const { rows } = await sql.query<{ number: number }>(
    `insert into version (id, preview_id, number, hash, file_count, total_bytes)
     select $1::uuid, $2::uuid, coalesce(max(number), 0) + 1, $3::text, $4::int, $5::bigint from version where preview_id = $2 returning number`,
    [id, previewId, manifest.hash, manifest.entries.length, manifest.totalBytes],
  )
  await sql.query(
    `insert into version_file (version_id, path, sha256, executable)
     select $1::uuid, * from unnest($2::text[], $3::text[], $4::boolean[])`,
    [
      id,
      manifest.entries.map((it) => it.path),
      manifest.entries.map((it) => it.sha256),
      manifest.entries.map((it) => it.executable),
    ],
  )
  return { id, number: rows[0]?.number ?? 1 }
}

/** Bytes sent to the database in one statement. */
const blobBatchBytes = 8 * 1024 * 1024

async function storeBlobs(sql: Sql, { contents }: Manifest): Promise<void> {
  // locked, so that nobody removes as unused what this version is about to use
  const { rows } = await sql.query<{ sha256: string }>('select sha256 from blob where sha256 = any($1) for key share', [
    [...contents.keys()],
  ])
  const known = new Set(rows.map((row) => row.sha256))
  let batch: [string, Buffer][] = []
  let bytes = 0
  for (const entry of contents) {
    if (known.has(entry[0])) continue
    batch.push(entry)
    bytes += entry[1].length
    if (bytes < blobBatchBytes && batch.length < 1000) continue
    await insertBlobs(sql, batch)
    batch = []
    bytes = 0
  }
  if (batch.length > 0) await insertBlobs(sql, batch)
}

async function insertBlobs(sql: Sql, batch: readonly [string, Buffer][]): Promise<void> {
  const rows = batch.map((_, index) => `($${index * 3 + 1}, $${index * 3 + 2}::int, $${index * 3 + 3}::bytea)`)
  const values = batch.flatMap(([sha256, content]) => [sha256, content.length, content])
  await sql.query(`insert into blob (sha256, size, content) values ${rows.join(', ')} on conflict do nothing`, values)
}

/** The manifest of a stored version, sorted by path. */
export async function readManifest(sql: Sql, versionId: string): Promise<readonly ManifestEntry[]> {
  const { rows } = await sql.query<ManifestEntry>(
    `select f.path, f.sha256, b.size, f.executable from version_file f join blob b using (sha256)
     where f.version_id = $1 order by f.path collate "C"`,
    [versionId],
  )
  return rows
}

export interface StoredFile {
  readonly path: string
  readonly content: Uint8Array
  readonly executable: boolean
}

/** The files of a stored version with their content, sorted by path. */
export async function readFiles(sql: Sql, versionId: string): Promise<readonly StoredFile[]> {
  const { rows } = await sql.query<StoredFile>(
    `select f.path, b.content, f.executable from version_file f join blob b using (sha256)
     where f.version_id = $1 order by f.path collate "C"`,
    [versionId],
  )
  return rows
}

/** Removes blobs that no version holds any more. Returns how many went. */
export async function removeUnusedBlobs(sql: Sql, candidates: readonly string[]): Promise<number> {
  const { rowCount } = await sql.query(
    `delete from blob b where b.sha256 = any($1) and not exists (select from version_file f where f.sha256 = b.sha256)`,
    [candidates],
  )
  return rowCount ?? 0
}
