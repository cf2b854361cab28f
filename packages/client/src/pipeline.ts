/**
 * The seams of the Kapsules pipeline under the names that it knows. Both take a project and its files. Sending the same
 * files twice costs nothing, so a pipeline may build first and deploy afterwards.
 */
import type { KapsulesClient } from './client.ts'
import { type DeployOptions, deployFiles, type SourceFiles } from './deploy.ts'
import type { DeployProgress } from './deploy-watch.ts'
import { DeployFailed } from './error.ts'
import { judgeBuild } from './verdict.ts'
import type { Deployed } from './views.ts'

export interface PipelineOptions extends DeployOptions, DeployProgress {
  readonly client: KapsulesClient
  /** The server's answer, before anything is built. */
  readonly onAccepted?: ((deployed: Deployed) => void) | undefined
  /** How long to wait for the preview to be live, ms. */
  readonly timeoutMs?: number | undefined
}

export interface PipelineResult {
  readonly previewId: string
  readonly versionId: string
  readonly buildId: string
  /** Where the preview is; null while none of its versions serves yet. */
  readonly url: string | null
  readonly plan: Deployed['plan']
}

/**
 * Sends a project and waits until its image is built; starting it goes on by itself.
 * @throws DeployFailed with the fault of the build; KapsulesError when the project is refused or the server is away.
 */
export async function buildDockerContainer(
  projectId: string,
  sourceFiles: SourceFiles,
  options: PipelineOptions,
): Promise<PipelineResult> {
  const deployed = await accept(projectId, sourceFiles, options)
  const build = await options.client.followBuild(deployed.buildId, options)
  const verdict = judgeBuild(build.status, build.fault)
  if (verdict.kind === 'over') throw new DeployFailed(verdict.outcome, verdict.fault, deployed)
  return resultOf(deployed, deployed.url)
}

/**
 * Sends a project and waits until this version of it is live.
 * @throws DeployFailed with the fault when it cannot become live; KapsulesError when the project is refused, the server is
 *   away, or `timeoutMs` passed.
 */
export async function deployToSandbox(
  projectId: string,
  sourceFiles: SourceFiles,
  options: PipelineOptions,
): Promise<PipelineResult & { readonly url: string }> {
  const deployed = await accept(projectId, sourceFiles, options)
  const buildId = deployed.unchanged ? undefined : deployed.buildId
  const { previewId, versionId } = deployed
  const live = await options.client.waitUntilLive(previewId, versionId, { ...options, buildId })
  return { ...resultOf(deployed, live.url), url: live.url }
}

async function accept(projectId: string, sourceFiles: SourceFiles, options: PipelineOptions): Promise<Deployed> {
  const { client, name, env, resources, idempotencyKey, tenantId, signal } = options
  const settings = { name, env, resources, idempotencyKey, tenantId, signal }
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const deployed = await deployFiles(client.trpc, projectId, sourceFiles, given)
  options.onAccepted?.(deployed)
  return deployed
}

function resultOf(deployed: Deployed, url: string | null): PipelineResult {
  const { previewId, versionId, buildId, plan } = deployed
  return { previewId, versionId, buildId, url, plan }
}
