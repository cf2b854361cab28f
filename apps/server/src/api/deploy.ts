/** A project's files come in: everything is checked before anything is stored. */
import { createHash } from 'node:crypto'
import {
  checkEnv,
  checkPreviewName,
  checkProjectId,
  checkSourceFiles,
  type DeployPlan,
  type Fault,
  FaultError,
  fail,
  type SourceFile,
} from '@kapsules/domain'
import type { z } from 'zod'
import { actorOf } from '../access/who.ts'
import { tenantExists } from '../store/api-keys.ts'
import { deployPreview, planPreview } from '../store/deploy.ts'
import { answerOnce } from '../store/idempotency.ts'
import type { RecipeView } from '../store/views.ts'
import type { CallContext } from './context.ts'
import type { planInput } from './inputs.ts'
import { seePreview } from './visible.ts'

/** The tenant of people who do not say which, and of the local key. */
export const defaultTenant = 'default'

export interface DeployAnswer {
  readonly previewId: string
  readonly versionId: string
  readonly versionNumber: number
  readonly buildId: string
  readonly plan: DeployPlan
  /** Where it is reached already; null while nothing serves. */
  readonly url: string | null
  /** Tells how far it is, for people and programs alike. */
  readonly statusUrl: string
  readonly unchanged: boolean
}

type DeployInput = z.output<typeof planInput>

interface CheckedProject {
  readonly tenantId: string
  readonly projectId: string
  readonly name: string
  readonly files: readonly SourceFile[]
}

/** Deploys a project's files. Throws a fault of the request when something about them is refused. */
export async function deploy(ctx: CallContext, input: DeployInput): Promise<DeployAnswer> {
  const project = await checkProject(ctx, input)
  const { idempotencyKey: key } = input
  if (key === undefined) return store(ctx, project, input)
  const call = { tenantId: project.tenantId, key, requestHash: hashRequest(project, input) }
  return answerOnce(ctx.database, call, () => store(ctx, project, input))
}

/** Says what a deploy would do, and with which recipe. Stores nothing. */
export async function planDeployOf(
  ctx: CallContext,
  input: DeployInput,
): Promise<{ plan: DeployPlan; recipe: RecipeView | null; fault: Fault | null }> {
  const project = await checkProject(ctx, input)
  const [plan, described] = await Promise.all([
    planPreview(ctx.database, { ...project, recipeKey: ctx.settings.recipeKey }),
    ctx.describe(project.files),
  ])
  return { plan, ...described }
}

/** Throws what is wrong with environment variables, if anything is. */
export function checkVariables(env: ReadonlyMap<string, string> | undefined): void {
  refuse(env ? checkEnv(env) : null)
}

async function store(ctx: CallContext, project: CheckedProject, input: DeployInput): Promise<DeployAnswer> {
  const { env = null, resources = null } = input
  const stored = await deployPreview(ctx.database, {
    ...project,
    env,
    resources,
    actor: actorOf(ctx.who),
    recipeKey: ctx.settings.recipeKey,
  })
  ctx.live.touched.add(stored.previewId)
  ctx.live.buildsChanged.fire()
  const { url } = await seePreview(ctx, stored.previewId)
  return { ...stored, url, statusUrl: `/api/preview/${stored.previewId}` }
}

async function checkProject(ctx: CallContext, input: DeployInput): Promise<CheckedProject> {
  const { projectId, name } = input
  const tenantId = await tenantOf(ctx, input.tenantId)
  refuse(checkProjectId(projectId) ?? checkPreviewName(name))
  checkVariables(input.env)
  const checked = checkSourceFiles(input.files, ctx.settings.sourceLimits)
  if (!checked.ok) throw new FaultError(checked.fault)
  return { tenantId, projectId, name, files: checked.files }
}

async function tenantOf({ database, who }: CallContext, wanted: string | undefined): Promise<string> {
  const own = who.kind === 'key' ? who.tenantId : (wanted ?? defaultTenant)
  const known = own === (wanted ?? own) && (who.kind === 'key' || (await tenantExists(database, own)))
  return known ? own : fail('not-found', 'There is no such tenant.', 'Leave the tenant out to use your own.')
}

function refuse(fault: Fault | null): void {
  if (fault) throw new FaultError(fault)
}

function hashRequest({ tenantId, projectId, name, files }: CheckedProject, { env, resources }: DeployInput): string {
  const hash = createHash('sha256')
  const variables = env && [...env].sort(([a], [b]) => (a < b ? -1 : 1))
  const { memoryBytes, cpus, pids } = resources ?? {}
  hash.update(JSON.stringify([tenantId, projectId, name, variables, memoryBytes, cpus, pids]))
  for (const { path, content, encoding, executable } of files) {
    hash.update(JSON.stringify([path, encoding, executable, content.length]))
    hash.update(content)
  }
  return hash.digest('hex')
}
