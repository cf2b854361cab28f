/** Records of instances. Written by reconcile alone; a record only moves forward. */
import { randomUUID } from 'node:crypto'
import { type EndCause, type ExitReport, type Fault, fail, type PortRange, type Resources } from '@kapsules/domain'
import { type Database, transaction } from './database.ts'
import { appendEvent } from './events.ts'
import { giveBackPort, leasePort } from './leases.ts'

/** Writes the record of a new instance together with its port lease. Throws `image-missing`, `ports-exhausted`. */
export function createInstance(
  database: Database,
  { previewId, versionId, generation }: { previewId: string; versionId: string; generation: number },
  range: PortRange,
): Promise<string> {
  return transaction(database, async (sql) => {
    const instanceId = randomUUID()
    const { rowCount } = await sql.query(
      `insert into instance (id, preview_id, version_id, build_id, generation, image, app_port)
       select $1::uuid, preview_id, version_id, id, $4::int, image_tag, coalesce((recipe->>'port')::int, 8080) from build
       where preview_id = $2 and version_id = $3 and status = 'succeeded' and image_kept order by number desc limit 1`,
      [instanceId, previewId, versionId, generation],
    )
    if (rowCount !== 1) fail('image-missing', 'The image of this version is gone.', 'It is built again.')
    const port = await leasePort(sql, previewId, instanceId, range)
    await sql.query('update instance set host_port = $2 where id = $1', [instanceId, port])
    return instanceId
  })
}

/** All that is needed to launch an instance or to watch it. */
export interface LaunchRecord {
  readonly instanceId: string
  readonly previewId: string
  readonly tenantId: string
  readonly slug: string
  readonly buildId: string
  readonly versionId: string
  readonly versionNumber: number
  readonly image: string
  readonly hostPort: number
  readonly appPort: number
  readonly env: Readonly<Record<string, string>>
  readonly resources: Resources
  readonly writablePaths: readonly string[]
  readonly readyAt: number | null
}

/** Reads what is needed to launch an instance. Throws `not-found`. */
export async function readLaunchRecord(database: Database, instanceId: string): Promise<LaunchRecord> {
  const { rows } = await database.pool.query<LaunchRecord & { memory_bytes: string; cpus: number; pids: number }>(
    `select i.id as "instanceId", i.preview_id as "previewId", p.tenant_id as "tenantId", p.slug, i.build_id as "buildId",
       i.version_id as "versionId", v.number as "versionNumber", i.image, i.host_port as "hostPort", i.app_port as "appPort", p.env,
       p.memory_bytes, p.cpus, p.pids, coalesce(b.recipe->'writablePaths', '[]') as "writablePaths",
       extract(epoch from i.ready_at)::float8 * 1000 as "readyAt"
     from instance i join preview p on p.id = i.preview_id join version v on v.id = i.version_id left join build b on b.id = i.build_id
     where i.id = $1`,
    [instanceId],
  )
  const row = rows[0] ?? fail('not-found', 'There is no such instance.', 'It may have been removed meanwhile.')
  const { memory_bytes, cpus, pids, ...record } = row
  return { ...record, resources: { memoryBytes: Number(memory_bytes), cpus, pids } }
}

/** Its container runs. */
export async function markStarting(database: Database, instanceId: string, startedAt: number): Promise<void> {
  await database.pool.query(
    `update instance set state = 'starting', started_at = $2 where id = $1 and state = 'creating'`,
    [instanceId, new Date(startedAt)],
  )
}

/** It has answered. */
export async function markReady(database: Database, instanceId: string): Promise<void> {
  await database.pool.query(
    `update instance set state = 'ready', ready_at = coalesce(ready_at, now()) where id = $1 and state = 'starting'`,
    [instanceId],
  )
}

/** It is about to be stopped and removed. What was found out about its end is kept from the first time. */
export async function markEnding(
  database: Database,
  instanceId: string,
  cause: EndCause,
  why: Fault | null,
  exit: ExitReport | null,
): Promise<void> {
  await database.pool.query(
    `update instance set state = 'ending', end_cause = coalesce(end_cause, $2), end_fault = coalesce(end_fault, $3), exit_code = coalesce(exit_code, $4)
     where id = $1 and state not in ('ending', 'ended')`,
    [instanceId, cause, why ? JSON.stringify(why) : null, exit?.exitCode ?? null],
  )
}

/** Nothing of it is left on the engine: its record is closed and its port given back. */
export function markEnded(database: Database, instanceId: string, lease: 'keep' | 'release'): Promise<void> {
  return transaction(database, async (sql) => {
    await giveBackPort(sql, instanceId, lease)
    const { rows } = await sql.query<{
      preview_id: string
      tenant_id: string
      end_cause: EndCause
      end_fault: Fault | null
      number: number
    }>(
      `update instance i set state = 'ended', ended_at = now() from preview p, version v
       where i.id = $1 and i.state <> 'ended' and p.id = i.preview_id and v.id = i.version_id
       returning i.preview_id, p.tenant_id, i.end_cause, i.end_fault, v.number`,
      [instanceId],
    )
    const row = rows[0]
    if (!row) return
    await appendEvent(sql, {
      tenantId: row.tenant_id,
      previewId: row.preview_id,
      actor: 'system',
      kind: 'instance.ended',
      message: `Instance of version ${row.number} ended (${row.end_cause})${row.end_fault ? `: ${row.end_fault.message}` : '.'}`,
      data: { instanceId, cause: row.end_cause, fault: row.end_fault?.code ?? null },
    })
  })
}

/** The image of a build is gone from the engine: no build that shares it may be reused. */
export async function markImageGone(database: Database, image: string): Promise<void> {
  await database.pool.query('update build set image_kept = false where image_tag = $1', [image])
}
