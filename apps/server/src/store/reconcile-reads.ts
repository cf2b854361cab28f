/** What reconcile compares: the wish and the records of one preview, and the ids of everything that has a record. */
import type { BuildStatus, Desired, EndCause, Fault, InstanceState, Phase } from '@kapsules/domain'
import type { Database } from './database.ts'

export interface InstanceRecord {
  readonly id: string
  readonly versionId: string
  readonly generation: number
  readonly state: InstanceState
  readonly createdAt: number
  readonly readyAt: number | null
  readonly endedAt: number | null
  readonly endCause: EndCause | null
  readonly endFault: Fault | null
}

export interface PreviewRecord {
  readonly desired: Desired
  readonly tenantId: string
  readonly phase: Phase
  readonly liveInstanceId: string | null
  readonly build: { readonly status: BuildStatus; readonly fault: Fault | null } | null
  readonly buildRunning: boolean
  readonly instances: readonly InstanceRecord[]
}

/** One preview as its records say, or null when there is none. One round trip. */
export async function readPreviewRecord(database: Database, previewId: string): Promise<PreviewRecord | null> {
  const { rows } = await database.pool.query<PreviewRecord>({
    name: 'read-preview-record',
    text: `select json_build_object('previewId', p.id, 'state', p.desired, 'versionId', p.version_id, 'generation', p.generation) as desired,
       p.tenant_id as "tenantId", s.phase, s.live_instance_id as "liveInstanceId",
       (select json_build_object('status', b.status, 'fault', b.fault) from build b
          where b.version_id = p.version_id order by b.number desc limit 1) as build,
       exists (select from build b where b.preview_id = p.id and b.status = 'running') as "buildRunning",
       coalesce((select json_agg(json_build_object('id', i.id, 'versionId', i.version_id, 'generation', i.generation, 'state', i.state,
            'createdAt', extract(epoch from i.created_at) * 1000, 'readyAt', extract(epoch from i.ready_at) * 1000,
            'endedAt', extract(epoch from i.ended_at) * 1000, 'endCause', i.end_cause, 'endFault', i.end_fault) order by i.created_at)
          from instance i where i.preview_id = p.id
            and (i.state <> 'ended' or (i.version_id = p.version_id and i.generation = p.generation))), '[]') as instances
     from preview p join preview_status s on s.preview_id = p.id where p.id = $1`,
    values: [previewId],
  })
  return rows[0] ?? null
}

/** Ids of all previews. */
export async function listPreviewIds(database: Database): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ id: string }>('select id from preview')
  return rows.map((row) => row.id)
}

export interface Records {
  readonly previews: ReadonlySet<string>
  /** Instances that are not ended. */
  readonly instances: ReadonlySet<string>
  /** Builds whose image is kept, or that are under way. */
  readonly builds: ReadonlySet<string>
  /** Image tags that a kept build names; a reused image carries the tag of the build that made it. */
  readonly images: ReadonlySet<string>
}

/** Everything that may be on an engine. */
export async function readRecords(database: Database): Promise<Records> {
  const { rows } = await database.pool.query<{
    previews: string[]
    instances: string[]
    builds: string[]
    images: string[]
  }>(
    `select array(select id::text from preview) as previews,
       array(select id::text from instance where state <> 'ended') as instances,
       array(select id::text from build where image_kept or status = 'running') as builds,
       array(select distinct image_tag from build where image_kept) as images`,
  )
  const [row] = rows
  return {
    previews: new Set(row?.previews),
    instances: new Set(row?.instances),
    builds: new Set(row?.builds),
    images: new Set(row?.images),
  }
}
