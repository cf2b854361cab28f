import type { Sql } from './database.ts'
import type { EventRow } from './views.ts'

export type NewEvent = Omit<EventRow, 'id' | 'at'>

/**
 * Writes an entry of the timeline, in the transaction that `sql` is: it stands when the fact stands that it tells of.
 * Gives the entry back, to be published once that is committed.
 */
export async function appendEvent(sql: Sql, event: NewEvent): Promise<EventRow> {
  const { tenantId, previewId, actor, kind, message, data } = event
  const { rows } = await sql.query<{ id: string; at: Date }>(
    `insert into event (tenant_id, preview_id, actor, kind, message, data) values ($1, $2, $3, $4, $5, $6)
     returning id, at`,
    [tenantId, previewId, actor, kind, message, JSON.stringify(data)],
  )
  const [row] = rows
  if (!row) throw new Error('an insert gave no row back')
  return { ...event, id: Number(row.id), at: row.at.getTime() }
}
