/** Previews as people and programs see them. Every read takes the tenant it is confined to; null sees all. */
import type { DesiredState, EndCause, Fault, Health, InstanceState, Phase } from '@kapsules/domain'
import type { Database } from './database.ts'
import { containsPattern, decodePosition, encodePosition } from './keyset.ts'
import { type PreviewRow, previewRowSql, toPreviewSummary } from './preview-row.ts'
import type { InstanceRow, PreviewDetail, PreviewSummary } from './views.ts'

export interface PreviewFilter {
  readonly tenantId: string | null
  readonly search?: string | undefined
  readonly phases?: readonly Phase[] | undefined
  readonly healths?: readonly Health[] | undefined
}

export interface PreviewPage {
  readonly items: readonly PreviewSummary[]
  readonly nextCursor: string | null
  readonly total: number
}

const filterSql = `
  ($1::text is null or p.tenant_id = $1)
  and ($2::text is null or p.project_id ilike $2 or p.name ilike $2 or p.slug ilike $2)
  and ($3::text[] is null or coalesce(s.phase::text, 'queued') = any($3))
  and ($4::text[] is null or coalesce(s.health::text, 'unknown') = any($4))`

// the page is chosen first: what a row is joined with costs more than the row
const pageSql = `(
  select p.* from preview p left join preview_status s on s.preview_id = p.id
  where ${filterSql} and ($5::timestamptz is null or (p.created_at, p.id) < ($5, $6::uuid))
  order by p.created_at desc, p.id desc limit $7
)`

// one row with the total alone when the page is empty
const listSql = `
  select counted.total, page.*
  from (
    select count(*)::int as total from preview p left join preview_status s on s.preview_id = p.id where ${filterSql}
  ) counted
  left join (${previewRowSql(pageSql)}) page on true
  order by page.created_at desc, page.id desc`

type ListRow = { total: number } & (PreviewRow | { id: null })

/** One page of previews, newest first, and how many the filter finds in all. Throws `invalid-input` for a foreign cursor. */
export async function listPreviews(
  { pool }: Database,
  filter: PreviewFilter,
  page: { readonly limit: number; readonly cursor?: string | undefined },
  previewOrigin: string,
): Promise<PreviewPage> {
  const { tenantId, search, phases, healths } = filter
  const after = page.cursor === undefined ? null : decodePosition(page.cursor)
  const conditions = [tenantId, search ? containsPattern(search) : null, phases ?? null, healths ?? null]
  const position = [after && new Date(after.at), after?.id ?? null, page.limit + 1]
  const { rows } = await pool.query<ListRow>({
    name: 'list-previews',
    text: listSql,
    values: [...conditions, ...position],
  })
  const found = rows.filter((row) => row.id !== null)
  const items = found.slice(0, page.limit).map((row) => toPreviewSummary(row, previewOrigin))
  const last = found.length > page.limit ? items.at(-1) : undefined
  return {
    items,
    nextCursor: last ? encodePosition({ at: last.createdAt, id: last.id }) : null,
    total: rows[0]?.total ?? 0,
  }
}

const oneSql = `${previewRowSql('preview')} where p.id = $1 and ($2::text is null or p.tenant_id = $2)`

/** One preview, or null when there is none in the tenant. */
export async function readPreview(
  { pool }: Database,
  previewId: string,
  tenantId: string | null,
  previewOrigin: string,
): Promise<PreviewSummary | null> {
  const { rows } = await pool.query<PreviewRow>({
    name: 'read-preview',
    text: oneSql,
    values: [previewId, tenantId],
  })
  return rows[0] ? toPreviewSummary(rows[0], previewOrigin) : null
}

/** What a call has to know before it touches a preview, or null when there is none in the tenant. */
export async function readPreviewState(
  { pool }: Database,
  previewId: string,
  tenantId: string | null,
): Promise<{ readonly tenantId: string; readonly desired: DesiredState } | null> {
  const { rows } = await pool.query<{ tenant_id: string; desired: DesiredState }>(
    'select tenant_id, desired from preview where id = $1 and ($2::text is null or tenant_id = $2)',
    [previewId, tenantId],
  )
  return rows[0] ? { tenantId: rows[0].tenant_id, desired: rows[0].desired } : null
}

const detailLists = 100

/** One preview with its instances and versions (the newest hundred of each), or null when there is none in the tenant. */
export async function readPreviewDetail(
  database: Database,
  previewId: string,
  tenantId: string | null,
  previewOrigin: string,
): Promise<PreviewDetail | null> {
  const [summary, instances, versions, env] = await Promise.all([
    readPreview(database, previewId, tenantId, previewOrigin),
    listInstances(database, previewId, tenantId),
    listVersions(database, previewId),
    database.pool.query<{ key: string }>(
      'select jsonb_object_keys(env) as key from preview where id = $1 order by key',
      [previewId],
    ),
  ])
  return summary && { ...summary, envKeys: env.rows.map(({ key }) => key), instances, versions }
}

async function listVersions({ pool }: Database, previewId: string): Promise<PreviewDetail['versions']> {
  const { rows } = await pool.query<{
    id: string
    number: number
    hash: string
    created_at: Date
    file_count: number
    total_bytes: string
  }>(
    `select id, number, hash, created_at, file_count, total_bytes from version
     where preview_id = $1 order by number desc limit ${detailLists}`,
    [previewId],
  )
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    hash: row.hash,
    createdAt: row.created_at.getTime(),
    fileCount: row.file_count,
    totalBytes: Number(row.total_bytes),
  }))
}

interface InstanceSqlRow {
  id: string
  preview_id: string
  version_id: string
  version_number: number
  version_hash: string
  generation: number
  state: InstanceState
  live: boolean
  host_port: number | null
  app_port: number
  exit_code: number | null
  end_cause: EndCause | null
  end_fault: Fault | null
  created_at: Date
  started_at: Date | null
  ready_at: Date | null
  ended_at: Date | null
}

const instancesSql = `
  select i.id, i.preview_id, i.version_id, v.number as version_number, v.hash as version_hash, i.generation, i.state,
    coalesce(s.live_instance_id = i.id, false) as live, i.host_port, i.app_port, i.exit_code, i.end_cause, i.end_fault,
    i.created_at, i.started_at, i.ready_at, i.ended_at
  from instance i
  join preview p on p.id = i.preview_id
  join version v on v.id = i.version_id
  left join preview_status s on s.preview_id = i.preview_id
  where i.preview_id = $1 and ($2::text is null or p.tenant_id = $2)
  order by i.created_at desc, i.id desc limit ${detailLists}`

/** Instances of a preview, newest first; those that ended too. */
export async function listInstances(
  { pool }: Database,
  previewId: string,
  tenantId: string | null,
): Promise<readonly InstanceRow[]> {
  const { rows } = await pool.query<InstanceSqlRow>(instancesSql, [previewId, tenantId])
  return rows.map((row) => ({
    id: row.id,
    previewId: row.preview_id,
    version: { id: row.version_id, number: row.version_number, hash: row.version_hash },
    generation: row.generation,
    state: row.state,
    live: row.live,
    hostPort: row.host_port,
    appPort: row.app_port,
    exitCode: row.exit_code,
    endCause: row.end_cause,
    endFault: row.end_fault,
    createdAt: row.created_at.getTime(),
    startedAt: row.started_at?.getTime() ?? null,
    readyAt: row.ready_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
  }))
}
