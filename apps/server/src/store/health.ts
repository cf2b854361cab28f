import type { Sql } from './database.ts'
import type { HealthChangeRow } from './views.ts'

export type NewHealthChange = Omit<HealthChangeRow, 'id'> & { readonly previewId: string }

/** Writes that the health of an instance changed. */
export async function appendHealthChange(sql: Sql, change: NewHealthChange): Promise<void> {
  const { previewId, instanceId, at, health, reason, latencyMs } = change
  await sql.query(
    `insert into health_change (preview_id, instance_id, at, health, reason, latency_ms) values ($1, $2, $3, $4, $5, $6)`,
    [previewId, instanceId, new Date(at), health, reason, latencyMs],
  )
}
