/** The timeline as people and programs see it. Every read takes the tenant it is confined to; null sees all. */
import type { Database } from './database.ts'
import type { EventRow } from './views.ts'

interface EventSqlRow {
  id: string
  tenant_id: string
  preview_id: string | null
  at: Date
  actor: string
  kind: string
  message: string
  data: Record<string, unknown>
}

export interface EventFilter {
  readonly tenantId: string | null
  readonly previewId?: string | undefined
}

const columns = 'id, tenant_id, preview_id, at, actor, kind, message, data'
const filterSql = '($1::text is null or tenant_id = $1) and ($2::uuid is null or preview_id = $2)'

/** Events before an id (absent = from the newest), newest first. */
export async function readEventsBefore(
  { pool }: Database,
  { tenantId, previewId }: EventFilter,
  { beforeId, limit }: { readonly beforeId?: number | undefined; readonly limit: number },
): Promise<readonly EventRow[]> {
  const { rows } = await pool.query<EventSqlRow>(
    `select ${columns} from event where ${filterSql} and ($3::bigint is null or id < $3) order by id desc limit $4`,
    [tenantId, previewId ?? null, beforeId ?? null, limit],
  )
  return rows.map(toEventRow)
}

/** Events after an id, oldest first. */
export async function readEventsAfter(
  { pool }: Database,
  { tenantId, previewId }: EventFilter,
  { afterId, limit }: { readonly afterId: number; readonly limit: number },
): Promise<readonly EventRow[]> {
  const { rows } = await pool.query<EventSqlRow>(
    `select ${columns} from event where ${filterSql} and id > $3 order by id limit $4`,
    [tenantId, previewId ?? null, afterId, limit],
  )
  return rows.map(toEventRow)
}

/** The highest id of any event; 0 when there is none. */
export async function readLastEventId({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ id: string }>('select id from event order by id desc limit 1')
  return Number(rows[0]?.id ?? 0)
}

function toEventRow(row: EventSqlRow): EventRow {
  return {
    id: Number(row.id),
    tenantId: row.tenant_id,
    previewId: row.preview_id,
    at: row.at.getTime(),
    actor: row.actor,
    kind: row.kind,
    message: row.message,
    data: row.data,
  }
}
