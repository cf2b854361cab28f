/** What people ask of a preview after it was deployed. Only desired facts are written here. */
import { type DesiredState, fail, type Resources } from '@kapsules/domain'
import { queueRebuild } from './builds.ts'
import { type Database, type Sql, transaction } from './database.ts'
import { appendEvent } from './events.ts'

interface Locked {
  readonly id: string
  readonly tenant_id: string
  readonly desired: DesiredState
}

const words: Record<DesiredState, { kind: string; message: string }> = {
  running: { kind: 'preview.started', message: 'Start asked for.' },
  stopped: { kind: 'preview.stopped', message: 'Stop asked for.' },
  deleted: { kind: 'preview.delete-requested', message: 'Delete asked for.' },
}

/** Writes what a preview should be. Doing it twice is the same as once. Throws `not-found`, and `conflict` when it is being deleted. */
export function setDesired(database: Database, previewId: string, desired: DesiredState, actor: string): Promise<void> {
  return transaction(database, async (sql) => {
    const preview = await lockPreview(sql, previewId)
    if (preview.desired === desired) return
    if (preview.desired === 'deleted') refuseDeleted()
    // a start after a stop is a new generation: what failed before may be tried again
    await sql.query(`update preview set desired = $2, generation = generation + $3, updated_at = now() where id = $1`, [
      previewId,
      desired,
      desired === 'running' ? 1 : 0,
    ])
    if (desired === 'running') await ensureUsableBuild(sql, previewId, actor)
    else await endBuilds(sql, previewId)
    await appendEvent(sql, { tenantId: preview.tenant_id, previewId, actor, ...words[desired], data: {} })
  })
}

/** Asks for a new instance of the same version on the same port. Throws `not-found`, `conflict`. */
export function restartPreview(database: Database, previewId: string, actor: string): Promise<void> {
  return transaction(database, async (sql) => {
    const preview = await lockPreview(sql, previewId)
    if (preview.desired === 'deleted') refuseDeleted()
    await sql.query(
      `update preview set desired = 'running', generation = generation + 1, updated_at = now() where id = $1`,
      [previewId],
    )
    await appendEvent(sql, {
      tenantId: preview.tenant_id,
      previewId,
      actor,
      kind: 'preview.restarted',
      message: 'Restart asked for.',
      data: {},
    })
  })
}

export interface PreviewChanges {
  readonly resources?: Partial<Resources> | undefined
  /** Replaces all variables. */
  readonly env?: ReadonlyMap<string, string> | undefined
}

/** Changes what an instance gets; the running one is replaced. Throws `not-found`, `conflict`. */
export function updatePreview(
  database: Database,
  previewId: string,
  changes: PreviewChanges,
  actor: string,
): Promise<void> {
  return transaction(database, async (sql) => {
    const preview = await lockPreview(sql, previewId)
    if (preview.desired === 'deleted') refuseDeleted()
    const { memoryBytes = null, cpus = null, pids = null } = changes.resources ?? {}
    const env = changes.env ? JSON.stringify(Object.fromEntries(changes.env)) : null
    await sql.query(
      `update preview set memory_bytes = coalesce($2, memory_bytes), cpus = coalesce($3, cpus), pids = coalesce($4, pids),
         env = coalesce($5::jsonb, env), generation = generation + 1, updated_at = now() where id = $1`,
      [previewId, memoryBytes, cpus, pids, env],
    )
    const named = [...Object.keys(changes.resources ?? {}), ...(changes.env ? ['environment'] : [])].join(', ')
    await appendEvent(sql, {
      tenantId: preview.tenant_id,
      previewId,
      actor,
      kind: 'preview.updated',
      message: `Changed: ${named || 'nothing'}.`,
      data: {},
    })
  })
}

async function lockPreview(sql: Sql, previewId: string): Promise<Locked> {
  const { rows } = await sql.query<Locked>('select id, tenant_id, desired from preview where id = $1 for update', [
    previewId,
  ])
  return rows[0] ?? fail('not-found', 'There is no such preview.', 'List the previews to see which there are.')
}

function refuseDeleted(): never {
  fail('conflict', 'This preview is being deleted.', 'Wait a moment until it is gone, then deploy again.')
}

/** A stop cancels the build that is under way, so a start may find none to run. */
async function ensureUsableBuild(sql: Sql, previewId: string, actor: string): Promise<void> {
  const { rows } = await sql.query<{ version_id: string; usable: boolean }>(
    `select p.version_id, exists (select from build b where b.version_id = p.version_id
       and (b.status in ('succeeded', 'failed') or (b.status in ('queued', 'running') and b.end_requested is null))) as usable
     from preview p where p.id = $1 and p.version_id is not null`,
    [previewId],
  )
  const row = rows[0]
  if (row && !row.usable) await queueRebuild(sql, row.version_id, 'Its last build was cancelled.', actor)
}

async function endBuilds(sql: Sql, previewId: string): Promise<void> {
  await sql.query(
    `update build set status = 'cancelled', finished_at = now() where preview_id = $1 and status = 'queued'`,
    [previewId],
  )
  await sql.query(`update build set end_requested = 'cancelled' where preview_id = $1 and status = 'running'`, [
    previewId,
  ])
}
