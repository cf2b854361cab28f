/** Health over time, and how many previews are in which health now. */
import type { Health } from '@kapsules/domain'
import type { Database } from './database.ts'
import type { HealthChangeRow } from './views.ts'

interface HealthSqlRow {
  id: string
  instance_id: string
  at: Date
  health: Health
  reason: string
  latency_ms: number | null
}

const columns = 'id, instance_id, at, health, reason, latency_ms'

/** A chart needs no more; the newest are kept when there are more. */
const maxChanges = 2000

/** Changes since a time (epoch ms), oldest first; the first one is the state the preview was in at that time, if known. */
export async function readHealthChanges(
  { pool }: Database,
  previewId: string,
  sinceMs: number,
): Promise<readonly HealthChangeRow[]> {
  const { rows } = await pool.query<HealthSqlRow>(
    `(select ${columns} from health_change where preview_id = $1 and at <= $2 order by at desc, id desc limit 1)
     union all
     (select ${columns} from health_change where preview_id = $1 and at > $2 order by at desc, id desc limit ${maxChanges})
     order by at, id`,
    [previewId, new Date(sinceMs)],
  )
  return rows.map((row) => ({
    id: Number(row.id),
    instanceId: row.instance_id,
    at: row.at.getTime(),
    health: row.health,
    reason: row.reason,
    latencyMs: row.latency_ms,
  }))
}

/** How many of the previews that should run are in which health. */
export async function countHealth(
  { pool }: Database,
  tenantId: string | null,
): Promise<Readonly<Record<Health, number>>> {
  const { rows } = await pool.query<{ health: Health; count: number }>(
    `select coalesce(s.health, 'unknown') as health, count(*)::int as count
     from preview p left join preview_status s on s.preview_id = p.id
     where p.desired = 'running' and ($1::text is null or p.tenant_id = $1) group by 1`,
    [tenantId],
  )
  const counts: Record<Health, number> = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 }
  for (const { health, count } of rows) counts[health] = count
  return counts
}
