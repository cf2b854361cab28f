/**
 * The build queue. A row in status `queued` is a job; a claim with an expiry says who works on it. A claim that ran out
 * means that its worker died: the build is queued again, or marked failed when its attempts are used up. Every write of a
 * worker names its claim, so that one that lost it cannot write any more.
 */
import { randomUUID } from 'node:crypto'
import type { BuildRecipe } from '@kapsules/dockerfile'
import { type BuildStep, type Fault, fail, fault, maxBuildAttempts } from '@kapsules/domain'
import { type Database, type Sql, transaction } from './database.ts'
import { appendEvent } from './events.ts'

export interface ClaimedBuild {
  readonly id: string
  readonly tenantId: string
  readonly previewId: string
  readonly versionId: string
  readonly attempt: number
  /** The claim to be named in every write. */
  readonly claim: string
}

/** Whether a build waits. */
export async function hasQueuedBuild({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query<{ waits: boolean }>(
    `select exists (select from build where status = 'queued') as waits`,
  )
  return rows[0]?.waits ?? false
}

/** Claims the oldest queued build, or returns null. Its claim holds for `claimMs`. */
export async function claimBuild(database: Database, workerId: string, claimMs: number): Promise<ClaimedBuild | null> {
  const claim = `${workerId}/${randomUUID()}`
  const { rows } = await database.pool.query<Omit<ClaimedBuild, 'claim'>>(
    `update build set status = 'running', claimed_by = $1, claim_expires_at = now() + $2 * interval '1 millisecond',
       attempt = attempt + 1, started_at = now(), steps = '[]'
     where id = (select id from build where status = 'queued' order by queued_at, id for update skip locked limit 1)
     returning id, tenant_id as "tenantId", preview_id as "previewId", version_id as "versionId", attempt`,
    [claim, claimMs],
  )
  return rows[0] ? { ...rows[0], claim } : null
}

export type ClaimState =
  | { readonly kind: 'held' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'end'; readonly status: 'cancelled' | 'superseded' }

/** Prolongs a claim and tells whether somebody wants the build to end. */
export async function holdClaim(database: Database, build: ClaimedBuild, claimMs: number): Promise<ClaimState> {
  const { rows } = await database.pool.query<{ end_requested: 'cancelled' | 'superseded' | null }>(
    `update build set claim_expires_at = now() + $3 * interval '1 millisecond'
     where id = $1 and claimed_by = $2 and status = 'running' returning end_requested`,
    [build.id, build.claim, claimMs],
  )
  const row = rows[0]
  if (!row) return { kind: 'lost' }
  return row.end_requested ? { kind: 'end', status: row.end_requested } : { kind: 'held' }
}

/** Writes how the steps of a running build stand. */
export async function writeSteps(database: Database, build: ClaimedBuild, steps: readonly BuildStep[]): Promise<void> {
  await database.pool.query('update build set steps = $3 where id = $1 and claimed_by = $2', [
    build.id,
    build.claim,
    JSON.stringify(steps),
  ])
}

/** Writes what the generator made of the files. */
export async function writeRecipe(database: Database, build: ClaimedBuild, recipe: BuildRecipe): Promise<void> {
  const { extraFiles: _, ...kept } = recipe
  await database.pool.query('update build set recipe = $3 where id = $1 and claimed_by = $2', [
    build.id,
    build.claim,
    JSON.stringify(kept),
  ])
}

export type BuildOutcome =
  | { readonly status: 'succeeded'; readonly imageTag: string; readonly imageId: string; readonly imageBytes: number }
  | { readonly status: 'failed'; readonly fault: Fault }
  | { readonly status: 'cancelled' | 'superseded' }

/** Ends a claimed build. False when the claim was lost meanwhile: then nothing is written. */
export function finishBuild(database: Database, build: ClaimedBuild, outcome: BuildOutcome): Promise<boolean> {
  return transaction(database, async (sql) => {
    const image = outcome.status === 'succeeded' ? outcome : null
    const why = outcome.status === 'failed' ? outcome.fault : null
    const { rows } = await sql.query<{ number: number }>(
      `update build set status = $3::"BuildStatus", fault = $4, image_tag = $5, image_id = $6, image_bytes = $7, image_kept = $8,
         finished_at = now(), claimed_by = null, claim_expires_at = null
       where id = $1 and claimed_by = $2 and status = 'running' and (end_requested is null or $3::"BuildStatus" <> 'succeeded')
       returning number`,
      [
        build.id,
        build.claim,
        outcome.status,
        why ? JSON.stringify(why) : null,
        image?.imageTag ?? null,
        image?.imageId ?? null,
        image?.imageBytes ?? null,
        image !== null,
      ],
    )
    const number = rows[0]?.number
    if (number === undefined) return false
    await appendEvent(sql, {
      tenantId: build.tenantId,
      previewId: build.previewId,
      actor: 'system',
      kind: `build.${outcome.status}`,
      message: `Build ${number} ${outcome.status}${why ? `: ${why.message}` : '.'}`,
      data: { buildId: build.id },
    })
    return true
  })
}

/** Gives a claimed build back to the queue, as when the server shuts down. The attempt does not count. */
export async function handBack(database: Database, build: ClaimedBuild): Promise<void> {
  await database.pool.query(
    `update build set status = 'queued', claimed_by = null, claim_expires_at = null, attempt = attempt - 1
     where id = $1 and claimed_by = $2 and status = 'running'`,
    [build.id, build.claim],
  )
}

/** Queues a claimed build again after the engine was lost in the middle of it. The attempt counts. */
export async function queueAgain(database: Database, build: ClaimedBuild): Promise<void> {
  await database.pool.query(
    `update build set status = coalesce(end_requested, 'queued'), claimed_by = null, claim_expires_at = null,
       finished_at = case when end_requested is null then null else now() end
     where id = $1 and claimed_by = $2 and status = 'running'`,
    [build.id, build.claim],
  )
}

export interface RecoveredBuild {
  readonly id: string
  readonly previewId: string
  readonly status: 'queued' | 'failed' | 'cancelled' | 'superseded'
}

/** Takes back builds whose claim ran out, except those that the caller knows to be running. Returns what became of them. */
export async function recoverBuilds(database: Database, alive: readonly string[]): Promise<readonly RecoveredBuild[]> {
  const died = fault(
    'interrupted',
    `The server stopped in the middle of this build ${maxBuildAttempts} times.`,
    'Deploy again. If it happens again, look at the memory of the host while it builds.',
  )
  const { rows } = await database.pool.query<RecoveredBuild>(
    `update build set
       status = coalesce(end_requested, case when attempt < $1 then 'queued'::"BuildStatus" else 'failed'::"BuildStatus" end),
       fault = case when end_requested is null and attempt >= $1 then $2::jsonb else fault end,
       finished_at = case when end_requested is null and attempt < $1 then null else now() end,
       claimed_by = null, claim_expires_at = null
     where id in (select id from build where status = 'running' and claim_expires_at < now() and id <> all($3) for update skip locked)
     returning id, preview_id as "previewId", status`,
    [maxBuildAttempts, JSON.stringify(died), alive],
  )
  return rows
}

export interface BuildEnd {
  readonly previewId: string
  readonly tenantId: string
}

/** Asks a build to end: at once if it waits, through its worker if it runs. Nothing to do when it is over. */
export async function requestBuildEnd(
  database: Database,
  buildId: string,
  status: 'cancelled' | 'superseded',
  actor: string,
): Promise<BuildEnd | null> {
  return transaction(database, async (sql) => {
    const { rows } = await sql.query<{
      preview_id: string
      tenant_id: string
      number: number
      status: string
      end_requested: string | null
    }>('select preview_id, tenant_id, number, status, end_requested from build where id = $1 for update', [buildId])
    const row = rows[0]
    if (!row) return null
    const end = { previewId: row.preview_id, tenantId: row.tenant_id }
    if (!['queued', 'running'].includes(row.status) || row.end_requested) return end
    await endBuild(sql, buildId, row.status, status)
    await appendEvent(sql, {
      tenantId: row.tenant_id,
      previewId: row.preview_id,
      actor,
      kind: 'build.end-requested',
      message: `Build ${row.number}: ${status === 'cancelled' ? 'cancel asked for' : 'superseded'}.`,
      data: { buildId },
    })
    return end
  })
}

async function endBuild(sql: Sql, buildId: string, current: string, status: string): Promise<void> {
  if (current === 'queued')
    await sql.query('update build set status = $2, finished_at = now() where id = $1', [buildId, status])
  else await sql.query('update build set end_requested = $2 where id = $1', [buildId, status])
}

/** Queues a new build of the version of an old one. Throws `not-found`, and `conflict` while one is under way. */
export function retryBuild(
  database: Database,
  buildId: string,
  actor: string,
): Promise<{ buildId: string; previewId: string }> {
  return transaction(database, async (sql) => {
    const { rows } = await sql.query<{
      preview_id: string
      version_id: string
      desired: string
      wanted: string | null
    }>(
      `select b.preview_id, b.version_id, p.desired, p.version_id as wanted
       from build b join preview p on p.id = b.preview_id where b.id = $1 for update of p`,
      [buildId],
    )
    const old = rows[0]
    if (!old || old.desired === 'deleted')
      fail('not-found', 'There is no such build.', 'List the builds to see which there are.')
    if (old.wanted !== old.version_id) {
      fail('conflict', 'A newer version has been deployed since.', 'Deploy the files again to go back to them.')
    }
    await sql.query(
      `update preview set desired = 'running', generation = generation + 1, updated_at = now() where id = $1`,
      [old.preview_id],
    )
    return queueRebuild(sql, old.version_id, 'Built again by hand.', actor)
  })
}

/**
 * Queues a new build of a version, e.g. because its image is gone. What is wished of the preview is not touched. Throws
 * `conflict` while one is under way.
 */
export async function queueRebuild(
  sql: Sql,
  versionId: string,
  reason: string,
  actor: string,
): Promise<{ buildId: string; previewId: string }> {
  const buildId = randomUUID()
  const { rows } = await sql.query<{ preview_id: string; tenant_id: string; number: number }>(
    `insert into build (id, tenant_id, preview_id, version_id, number, path, plan_reason, recipe_key)
     select $1::uuid, tenant_id, preview_id, version_id, (select max(number) + 1 from build m where m.preview_id = b.preview_id),
       'full'::"DeployPath", $3::text, recipe_key
     from build b where version_id = $2 and not exists (select from build r where r.version_id = $2 and r.status in ('queued', 'running') and r.end_requested is null)
     order by number desc limit 1 returning preview_id, tenant_id, number`,
    [buildId, versionId, reason],
  )
  const row = rows[0]
  if (!row) fail('conflict', 'This version is being built already.', 'Wait for that build, or cancel it first.')
  await appendEvent(sql, {
    tenantId: row.tenant_id,
    previewId: row.preview_id,
    actor,
    kind: 'build.queued',
    message: `Build ${row.number} queued: ${reason}`,
    data: { buildId },
  })
  return { buildId, previewId: row.preview_id }
}

/** Which of these builds somebody wants to end. */
export async function findEndRequested(database: Database, buildIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    'select id from build where id = any($1) and end_requested is not null',
    [buildIds],
  )
  return rows.map((row) => row.id)
}
