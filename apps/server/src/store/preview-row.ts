/** One row for all that a list shows of a preview: record, status, serving and wanted version, newest build. */
import type { BuildStatus, DesiredState, Fault, Health, Phase } from '@kapsules/domain'
import type { PreviewSummary, VersionRef } from './views.ts'

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`

/** What {@link previewRowSql} selects. Times come as numbers: a thousand rows have thousands of them, and dates are slow to read. */
const columns = `
  p.id, p.tenant_id, p.project_id, p.name, p.slug, p.desired, p.generation, p.memory_bytes::float8, p.cpus, p.pids,
  ${ms('p.created_at')} as created_at, s.phase, s.reason, ${ms('s.phase_since')} as phase_since, s.fault,
  s.health, s.health_reason, ${ms('s.health_since')} as health_since, s.revision::float8,
  live.id as live_instance_id, live.host_port,
  served.id as served_id, served.number as served_number, served.hash as served_hash,
  wanted.id as wanted_id, wanted.number as wanted_number, wanted.hash as wanted_hash,
  latest.id as build_id, latest.number as build_number, latest.status as build_status,
  latest.version_id as build_version_id, known.framework`

/** Selects the rows of the previews that a source (a table, or a query in brackets) has. They are called `p`. */
export const previewRowSql = (source: string) => `
  select ${columns} from ${source} p
  left join preview_status s on s.preview_id = p.id
  left join instance live on live.id = s.live_instance_id
  left join version served on served.id = live.version_id
  left join version wanted on wanted.id = p.version_id
  left join lateral (
    select b.id, b.number, b.status, b.version_id from build b where b.preview_id = p.id order by b.number desc limit 1
  ) latest on true
  left join lateral (
    select b.recipe->>'framework' as framework from build b
    where b.preview_id = p.id and b.recipe is not null order by b.number desc limit 1
  ) known on true`

export interface PreviewRow {
  id: string
  tenant_id: string
  project_id: string
  name: string
  slug: string
  desired: DesiredState
  generation: number
  memory_bytes: number
  cpus: number
  pids: number
  created_at: number
  phase: Phase | null
  reason: string | null
  phase_since: number | null
  fault: Fault | null
  health: Health | null
  health_reason: string | null
  health_since: number | null
  revision: number | null
  live_instance_id: string | null
  host_port: number | null
  served_id: string | null
  served_number: number | null
  served_hash: string | null
  wanted_id: string | null
  wanted_number: number | null
  wanted_hash: string | null
  build_id: string | null
  build_number: number | null
  build_status: BuildStatus | null
  build_version_id: string | null
  framework: string | null
}

/** The view of a row. `previewOrigin` is scheme and host that instances are reached at, without a port. */
export function toPreviewSummary(row: PreviewRow, previewOrigin: string): PreviewSummary {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    projectId: row.project_id,
    name: row.name,
    slug: row.slug,
    desired: row.desired,
    ...toStatus(row),
    url: row.host_port === null ? null : `${previewOrigin}:${row.host_port}`,
    liveInstanceId: row.live_instance_id,
    serving: toVersionRef(row.served_id, row.served_number, row.served_hash),
    wanted: toVersionRef(row.wanted_id, row.wanted_number, row.wanted_hash),
    generation: row.generation,
    latestBuild: toLatestBuild(row),
    framework: row.framework,
    resources: { memoryBytes: row.memory_bytes, cpus: row.cpus, pids: row.pids },
    createdAt: row.created_at,
  }
}

/** A preview that reconcile has not looked at yet has no status row. */
function toStatus(row: PreviewRow) {
  return {
    phase: row.phase ?? 'queued',
    reason: row.reason ?? 'It was just created.',
    phaseSince: row.phase_since ?? row.created_at,
    fault: row.fault,
    health: row.health ?? 'unknown',
    healthReason: row.health_reason ?? '',
    healthSince: row.health_since ?? row.created_at,
    revision: row.revision ?? 0,
  }
}

function toVersionRef(id: string | null, number: number | null, hash: string | null): VersionRef | null {
  return id === null || number === null || hash === null ? null : { id, number, hash }
}

function toLatestBuild(row: PreviewRow): PreviewSummary['latestBuild'] {
  const { build_id: id, build_number: number, build_status: status, build_version_id: versionId } = row
  return id === null || number === null || status === null || versionId === null
    ? null
    : { id, number, status, versionId }
}
