/** What a preview is, as people see it. Written by reconcile alone. */
import type { PreviewStatus } from '@kapsules/domain'
import { type Database, transaction } from './database.ts'
import { removeUnusedBlobs } from './versions.ts'

/** Writes a status if it differs from what stands. Returns whether it did. */
export async function writeStatus(
  database: Database,
  previewId: string,
  status: PreviewStatus,
  healthReason: string,
): Promise<boolean> {
  const { rowCount } = await database.pool.query({
    name: 'write-status',
    text: `update preview_status set phase = $2, reason = $3, fault = $4, live_instance_id = $5, health = $6, health_reason = $7,
       phase_since = case when phase = $2 then phase_since else now() end,
       health_since = case when health = $6 then health_since else now() end,
       revision = nextval(pg_get_serial_sequence('preview_status', 'revision')), updated_at = now()
     where preview_id = $1 and (phase, reason, fault, live_instance_id, health, health_reason)
       is distinct from ($2::"Phase", $3::text, $4::jsonb, $5::uuid, $6::"Health", $7::text)`,
    values: [
      previewId,
      status.phase,
      status.reason,
      status.fault ? JSON.stringify(status.fault) : null,
      status.liveInstanceId,
      status.health,
      healthReason,
    ],
  })
  return rowCount === 1
}

/** Makes an instance the one that serves. */
export async function routeTo(database: Database, previewId: string, instanceId: string): Promise<void> {
  await database.pool.query('update preview_status set live_instance_id = $2 where preview_id = $1', [
    previewId,
    instanceId,
  ])
}

/** What a deleted preview leaves on the engine, to be removed before its record is. */
export async function listImagesOf(database: Database, previewId: string): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ image_tag: string }>(
    `select distinct b.image_tag from build b where b.preview_id = $1 and b.image_kept and not exists
       (select from build o where o.image_tag = b.image_tag and o.preview_id <> $1 and o.image_kept)`,
    [previewId],
  )
  return rows.map((row) => row.image_tag)
}

/** Removes the record of a preview with all that hangs on it. The last step of a delete; events stay. */
export function forgetPreview(database: Database, previewId: string): Promise<void> {
  return transaction(database, async (sql) => {
    await sql.query(
      'delete from log_line where stream_id = $1 or stream_id in (select id from build where preview_id = $1)',
      [previewId],
    )
    const { rows } = await sql.query<{ sha256: string }>(
      'select distinct sha256 from version_file f join version v on v.id = f.version_id where v.preview_id = $1',
      [previewId],
    )
    await sql.query('delete from health_change where preview_id = $1', [previewId])
    await sql.query('delete from instance where preview_id = $1', [previewId])
    await sql.query('delete from build where preview_id = $1', [previewId])
    await sql.query('delete from preview where id = $1', [previewId])
    await removeUnusedBlobs(
      sql,
      rows.map((row) => row.sha256),
    )
  })
}
