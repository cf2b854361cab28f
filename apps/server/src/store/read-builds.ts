/** Builds as people and programs see them. Every read takes the tenant it is confined to; null sees all. */
import { type BuildStatus, type BuildStep, type DeployPath, type Fault, fail } from '@kapsules/domain'
import type { Database } from './database.ts'
import { decodePosition, encodePosition } from './keyset.ts'
import type { BuildRow, RecipeView } from './views.ts'

interface BuildSqlRow {
  id: string
  preview_id: string
  project_id: string
  preview_name: string
  tenant_id: string
  version_id: string
  version_number: number
  version_hash: string
  number: number
  status: BuildStatus
  path: DeployPath | 'sync'
  plan_reason: string
  recipe: StoredRecipe | null
  steps: readonly BuildStep[]
  attempt: number
  fault: Fault | null
  image_id: string | null
  image_bytes: string | null
  queued_at: Date
  started_at: Date | null
  finished_at: Date | null
}

/** What the generator made of the files, as it is stored: it may hold more than is shown. */
interface StoredRecipe {
  kind: string
  framework: string
  dockerfile: string
  port: number
  packageManager?: string | { name: string; version?: string } | null
  runtimeVersion?: string | null
  reasons: readonly string[]
}

const selectBuild = `
  select b.id, b.preview_id, p.project_id, p.name as preview_name, b.tenant_id, b.version_id, v.number as version_number,
    v.hash as version_hash, b.number, b.status, b.path, b.plan_reason, b.recipe, b.steps, b.attempt, b.fault, b.image_id,
    b.image_bytes, b.queued_at, b.started_at, b.finished_at
  from build b join preview p on p.id = b.preview_id join version v on v.id = b.version_id`

/** One build, or null when there is none in the tenant. */
export async function findBuild(
  { pool }: Database,
  buildId: string,
  tenantId: string | null,
): Promise<BuildRow | null> {
  const { rows } = await pool.query<BuildSqlRow>({
    name: 'find-build',
    text: `${selectBuild} where b.id = $1 and ($2::text is null or b.tenant_id = $2)`,
    values: [buildId, tenantId],
  })
  return rows[0] ? toBuildRow(rows[0]) : null
}

/** One build of any tenant. Throws `not-found`. */
export async function readBuild(database: Database, buildId: string): Promise<BuildRow> {
  const build = await findBuild(database, buildId, null)
  return build ?? fail('not-found', 'There is no such build.', 'List the builds to see which there are.')
}

export interface BuildFilter {
  readonly tenantId: string | null
  readonly previewId?: string | undefined
  readonly statuses?: readonly BuildStatus[] | undefined
}

/** One page of builds, newest first. Throws `invalid-input` for a foreign cursor. */
export async function listBuilds(
  { pool }: Database,
  { tenantId, previewId, statuses }: BuildFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly items: readonly BuildRow[]; readonly nextCursor: string | null }> {
  const after = cursor === undefined ? null : decodePosition(cursor)
  const { rows } = await pool.query<BuildSqlRow>(
    `${selectBuild}
     where ($1::text is null or b.tenant_id = $1) and ($2::uuid is null or b.preview_id = $2)
       and ($3::text[] is null or b.status::text = any($3))
       and ($4::timestamptz is null or (b.queued_at, b.id) < ($4, $5::uuid))
     order by b.queued_at desc, b.id desc limit $6`,
    [tenantId, previewId ?? null, statuses ?? null, after && new Date(after.at), after?.id ?? null, limit + 1],
  )
  const items = rows.slice(0, limit).map(toBuildRow)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodePosition({ at: last.queuedAt, id: last.id }) : null }
}

function toBuildRow(row: BuildSqlRow): BuildRow {
  return {
    id: row.id,
    previewId: row.preview_id,
    projectId: row.project_id,
    previewName: row.preview_name,
    tenantId: row.tenant_id,
    version: { id: row.version_id, number: row.version_number, hash: row.version_hash },
    number: row.number,
    status: row.status,
    plan: { path: row.path, reason: row.plan_reason },
    recipe: row.recipe && toRecipeView(row.recipe),
    steps: row.steps,
    attempt: row.attempt,
    fault: row.fault,
    imageId: row.image_id,
    imageBytes: row.image_bytes === null ? null : Number(row.image_bytes),
    queuedAt: row.queued_at.getTime(),
    startedAt: row.started_at?.getTime() ?? null,
    finishedAt: row.finished_at?.getTime() ?? null,
  }
}

/** The part of a recipe that is shown. */
export function toRecipeView(recipe: StoredRecipe): RecipeView {
  const { kind, framework, dockerfile, port, packageManager, runtimeVersion, reasons } = recipe
  return {
    kind,
    framework,
    dockerfile,
    port,
    packageManager: typeof packageManager === 'object' ? nameVersion(packageManager) : (packageManager ?? null),
    runtimeVersion: runtimeVersion ?? null,
    reasons,
  }
}

function nameVersion(tool: { name: string; version?: string } | null): string | null {
  if (!tool) return null
  return tool.version === undefined ? tool.name : `${tool.name}@${tool.version}`
}
