/** Sends a project's files. */
import type { SourceFileInput } from '@kapsules/domain'
import type { Trpc } from './client.ts'
import { toKapsulesError } from './read-error.ts'
import type { Deployed, DeployInput } from './views.ts'

/** A project's files: a map from path to text, or to content with its encoding. */
export type SourceFiles = Readonly<Record<string, SourceFileInput>> | ReadonlyMap<string, SourceFileInput>

export interface DeployOptions extends Pick<DeployInput, 'name' | 'env' | 'resources' | 'idempotencyKey' | 'tenantId'> {
  readonly signal?: AbortSignal | undefined
}

/**
 * Sends a project and gives back what the server answers at once: the preview, the version, the plan. A connection that
 * breaks meanwhile is tried again; the key of idempotency sees to it that this makes one deploy.
 * @throws KapsulesError with the fault when the deploy is refused; the signal's reason.
 */
export async function deployFiles(
  trpc: Trpc,
  projectId: string,
  files: SourceFiles,
  options: DeployOptions = {},
): Promise<Deployed> {
  const { signal, ...settings } = options
  const input: DeployInput = {
    idempotencyKey: crypto.randomUUID(),
    ...settings,
    projectId,
    // own properties by definition, so that a file called __proto__ stays a file
    files: files instanceof Map ? Object.fromEntries(files) : (files as Readonly<Record<string, SourceFileInput>>),
  }
  try {
    return await trpc.previews.deploy.mutate(input, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw toKapsulesError(error)
  }
}
