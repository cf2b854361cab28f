/**
 * Stores a deploy: blobs, version, build and the wish to serve it, in one transaction. Either all of it stands
 * afterwards, or nothing. The preview's row is locked first, so that of two deploys at the same moment one is later.
 */
import { randomUUID } from 'node:crypto'
import {
  type DeployPlan,
  defaultResources,
  fail,
  type ManifestEntry,
  planDeploy,
  previewSlug,
  type Resources,
  type SourceFile,
} from '@kapsules/domain'
import { type Database, type Sql, transaction } from './database.ts'
import { appendEvent } from './events.ts'
import { ensureVersion, type Manifest, manifestOf, readManifest } from './versions.ts'

export interface DeployRequest {
  readonly tenantId: string
  readonly projectId: string
  readonly name: string
  readonly files: readonly SourceFile[]
  /** Replaces the preview's environment; null leaves it as it is. */
  readonly env: ReadonlyMap<string, string> | null
  /** Changes what it names; null leaves all as it is. */
  readonly resources: Partial<Resources> | null
  /** `user:<id>`, `key:<id>` or `system`. */
  readonly actor: string
  /** Hash of all that decides an image beside the files. */
  readonly recipeKey: string
}

export interface DeployResult {
  readonly previewId: string
  readonly versionId: string
  readonly versionNumber: number
  readonly buildId: string
  readonly plan: DeployPlan
  /** Nothing had to change: the same files, settings and wish were there already. */
  readonly unchanged: boolean
}

/** Stores a deploy and decides its path. Throws a `conflict` fault when the preview is being deleted. */
export function deployPreview(database: Database, request: DeployRequest): Promise<DeployResult> {
  const manifest = manifestOf(request.files)
  return transaction(database, async (sql) => {
    const preview = await lockPreview(sql, request)
    const version = await ensureVersion(sql, preview.id, manifest)
    const wish = { version, env: wantedEnv(preview, request), resources: wantedResources(preview, request) }
    const same = await findUnchanged(sql, preview, wish, request.recipeKey)
    if (same)
      return { ...same, previewId: preview.id, versionId: version.id, versionNumber: version.number, unchanged: true }
    const build = await ensureBuild(sql, preview, version.id, manifest, request)
    await writeWish(sql, preview, wish)
    await appendEvent(sql, {
      tenantId: request.tenantId,
      previewId: preview.id,
      actor: request.actor,
      kind: 'preview.deployed',
      message: `Version ${version.number} deployed (${build.plan.path}): ${build.plan.reason}`,
      data: { versionId: version.id, buildId: build.buildId, path: build.plan.path },
    })
    return { ...build, previewId: preview.id, versionId: version.id, versionNumber: version.number, unchanged: false }
  })
}

/** What a deploy of these files would do, storing nothing. */
export async function planPreview(
  database: Database,
  request: Pick<DeployRequest, 'tenantId' | 'projectId' | 'name' | 'files' | 'recipeKey'>,
): Promise<DeployPlan> {
  const manifest = manifestOf(request.files)
  const { rows } = await database.pool.query<{ id: string }>(
    'select id from preview where tenant_id = $1 and project_id = $2 and name = $3',
    [request.tenantId, request.projectId, request.name],
  )
  return (await decidePath(database.pool, rows[0]?.id ?? null, manifest, request)).plan
}

interface PreviewRow {
  readonly id: string
  readonly desired: string
  readonly version_id: string | null
  readonly env: Record<string, string>
  readonly memory_bytes: string
  readonly cpus: number
  readonly pids: number
  readonly phase: string | null
}

interface Wish {
  readonly version: { readonly id: string }
  readonly env: Record<string, string>
  readonly resources: Resources
}

async function lockPreview(sql: Sql, { tenantId, projectId, name }: DeployRequest): Promise<PreviewRow> {
  const id = randomUUID()
  const slug = previewSlug(projectId, name, id.slice(0, 8))
  const { memoryBytes, cpus, pids } = defaultResources
  await sql.query(
    `insert into preview (id, tenant_id, project_id, name, slug, memory_bytes, cpus, pids)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (tenant_id, project_id, name) do nothing`,
    [id, tenantId, projectId, name, slug, memoryBytes, cpus, pids],
  )
  const { rows } = await sql.query<PreviewRow>(
    `select p.id, p.desired, p.version_id, p.env, p.memory_bytes, p.cpus, p.pids, s.phase
     from preview p left join preview_status s on s.preview_id = p.id
     where p.tenant_id = $1 and p.project_id = $2 and p.name = $3 for update of p`,
    [tenantId, projectId, name],
  )
  const row = rows[0]
  if (!row || row.desired === 'deleted') {
    fail('conflict', 'This preview is being deleted.', 'Wait a moment until it is gone, then deploy again.')
  }
  await sql.query('insert into preview_status (preview_id) values ($1) on conflict do nothing', [row.id])
  return row
}

function wantedEnv(preview: PreviewRow, { env }: DeployRequest): Record<string, string> {
  return env ? Object.fromEntries([...env].sort(([a], [b]) => (a < b ? -1 : 1))) : preview.env
}

function wantedResources(preview: PreviewRow, { resources }: DeployRequest): Resources {
  return { memoryBytes: Number(preview.memory_bytes), cpus: preview.cpus, pids: preview.pids, ...resources }
}

/** The build to point at when the wish is exactly what stands already and has not failed. */
async function findUnchanged(
  sql: Sql,
  preview: PreviewRow,
  wish: Wish,
  recipeKey: string,
): Promise<Pick<DeployResult, 'buildId' | 'plan'> | null> {
  const sameWish =
    preview.desired === 'running' &&
    preview.version_id === wish.version.id &&
    preview.phase !== 'failed' &&
    JSON.stringify(sorted(preview.env)) === JSON.stringify(sorted(wish.env)) &&
    Number(preview.memory_bytes) === wish.resources.memoryBytes &&
    preview.cpus === wish.resources.cpus &&
    preview.pids === wish.resources.pids
  if (!sameWish) return null
  const { rows } = await sql.query<{ id: string }>(
    `select id from build where version_id = $1 and recipe_key = $2
       and (status in ('queued', 'running') or (status = 'succeeded' and image_kept)) order by number desc limit 1`,
    [wish.version.id, recipeKey],
  )
  const buildId = rows[0]?.id
  return buildId
    ? { buildId, plan: { path: 'reuse', reason: 'Nothing changed: these files are already deployed.' } }
    : null
}

function sorted(env: Record<string, string>): [string, string][] {
  return Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))
}

async function writeWish(sql: Sql, preview: PreviewRow, { version, env, resources }: Wish): Promise<void> {
  await sql.query(
    `update preview set desired = 'running', version_id = $2, env = $3, memory_bytes = $4, cpus = $5, pids = $6,
       generation = generation + 1, updated_at = now() where id = $1`,
    [preview.id, version.id, JSON.stringify(env), resources.memoryBytes, resources.cpus, resources.pids],
  )
}

interface KeptImage {
  readonly image_tag: string
  readonly image_id: string
  readonly image_bytes: string | null
  readonly recipe: unknown
  readonly steps: unknown
}

async function decidePath(
  sql: Sql,
  previewId: string | null,
  manifest: Manifest,
  { tenantId, recipeKey }: Pick<DeployRequest, 'tenantId' | 'recipeKey'>,
): Promise<{ plan: DeployPlan; kept: KeptImage | null }> {
  const { rows } = await sql.query<KeptImage>(
    `select b.image_tag, b.image_id, b.image_bytes, b.recipe, b.steps from build b join version v on v.id = b.version_id
     where b.tenant_id = $1 and v.hash = $2 and b.recipe_key = $3 and b.status = 'succeeded' and b.image_kept
     order by b.finished_at desc limit 1`,
    [tenantId, manifest.hash, recipeKey],
  )
  const kept = rows[0] ?? null
  const lastBuilt = kept || !previewId ? null : await readLastBuilt(sql, previewId)
  return { plan: planDeploy({ files: manifest.entries, imageKept: kept !== null, lastBuilt }), kept }
}

async function readLastBuilt(
  sql: Sql,
  previewId: string,
): Promise<{ files: readonly ManifestEntry[]; dependencyPaths: readonly string[] } | null> {
  const { rows } = await sql.query<{ version_id: string; dependency_paths: string[] | null }>(
    `select version_id, recipe->'dependencyPaths' as dependency_paths from build
     where preview_id = $1 and status = 'succeeded' order by number desc limit 1`,
    [previewId],
  )
  const last = rows[0]
  return last ? { files: await readManifest(sql, last.version_id), dependencyPaths: last.dependency_paths ?? [] } : null
}

async function ensureBuild(
  sql: Sql,
  preview: PreviewRow,
  versionId: string,
  manifest: Manifest,
  request: DeployRequest,
): Promise<Pick<DeployResult, 'buildId' | 'plan'>> {
  await supersedeBuilds(sql, preview.id, versionId)
  const { plan, kept } = await decidePath(sql, preview.id, manifest, request)
  const { rows: running } = await sql.query<{ id: string }>(
    `select id from build where version_id = $1 and recipe_key = $2 and status in ('queued', 'running') and end_requested is null limit 1`,
    [versionId, request.recipeKey],
  )
  if (running[0]) return { buildId: running[0].id, plan }
  const buildId = randomUUID()
  await sql.query(
    `insert into build (id, tenant_id, preview_id, version_id, number, status, path, plan_reason, recipe_key,
        recipe, steps, image_tag, image_id, image_bytes, image_kept, started_at, finished_at)
     select $1::uuid, $2::text, $3::uuid, $4::uuid, coalesce(max(number), 0) + 1, $5::"BuildStatus", $6::"DeployPath", $7::text, $8::text,
        $9::jsonb, $10::jsonb, $11::text, $12::text, $13::bigint, $14::boolean, $15::timestamptz, $15::timestamptz
     from build where preview_id = $3`,
    [
      buildId,
      request.tenantId,
      preview.id,
      versionId,
      kept ? 'succeeded' : 'queued',
      plan.path,
      plan.reason,
      request.recipeKey,
      kept ? JSON.stringify(kept.recipe) : null,
      JSON.stringify([]),
      kept?.image_tag ?? null,
      kept?.image_id ?? null,
      kept?.image_bytes ?? null,
      kept !== null,
      kept ? new Date() : null,
    ],
  )
  return { buildId, plan }
}

/** Builds of other versions of this preview have become pointless. */
async function supersedeBuilds(sql: Sql, previewId: string, versionId: string): Promise<void> {
  await sql.query(
    `update build set status = 'superseded', finished_at = now() where preview_id = $1 and version_id <> $2 and status = 'queued'`,
    [previewId, versionId],
  )
  await sql.query(
    `update build set end_requested = coalesce(end_requested, 'superseded')
     where preview_id = $1 and version_id <> $2 and status = 'running'`,
    [previewId, versionId],
  )
}

/** Whether anything was ever deployed here. */
export async function hasEverDeployed({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query<{ deployed: boolean }>(
    `select exists (select from event where kind = 'preview.deployed') as deployed`,
  )
  return rows[0]?.deployed ?? false
}
