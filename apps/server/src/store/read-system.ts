/** The record as a whole: what it runs on, and how much is in it. */
import type { Database } from './database.ts'

/** Name and version of the database. */
export async function readDatabaseVersion({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ version: string }>("select current_setting('server_version') as version")
  return `PostgreSQL ${rows[0]?.version ?? ''}`.trim()
}

/** How many previews there are, and how many of them are live. */
export async function countPreviews(
  { pool }: Database,
  tenantId: string | null,
): Promise<{ readonly previews: number; readonly live: number }> {
  const { rows } = await pool.query<{ previews: number; live: number }>(
    `select count(*)::int as previews, (count(*) filter (where s.phase = 'live'))::int as live
     from preview p left join preview_status s on s.preview_id = p.id where $1::text is null or p.tenant_id = $1`,
    [tenantId],
  )
  return rows[0] ?? { previews: 0, live: 0 }
}
