/** Waits until one version of a preview serves, for as long as that makes sense. */
import type { Trpc } from './client.ts'
import { type DeployProgress, DeployWatch } from './deploy-watch.ts'
import { DeployFailed, KapsulesError } from './error.ts'
import { waitTimedOut } from './verdict.ts'

export interface WaitOptions extends DeployProgress {
  readonly signal?: AbortSignal | undefined
  /** Defaults to 15 min. */
  readonly timeoutMs?: number | undefined
  /** The build that the deploy made. When left out, the version's build is followed only if it still runs. */
  readonly buildId?: string | undefined
}

export interface LiveDeploy {
  readonly previewId: string
  readonly versionId: string
  readonly url: string
}

const defaultTimeoutMs = 15 * 60_000

/** See `KapsulesClient.waitUntilLive`. */
export async function waitUntilLive(
  trpc: Trpc,
  previewId: string,
  versionId: string,
  options: WaitOptions = {},
): Promise<LiveDeploy> {
  const { signal, timeoutMs = defaultTimeoutMs, buildId } = options
  const settled = new AbortController()
  const deadline = AbortSignal.timeout(timeoutMs)
  const ends = AbortSignal.any([settled.signal, deadline, ...(signal ? [signal] : [])])
  const watch = new DeployWatch(trpc, { previewId, versionId, buildId }, options, ends)
  try {
    const verdict = await watch.verdict()
    if (verdict.kind === 'live') return { previewId, versionId, url: verdict.url }
    throw new DeployFailed(verdict.outcome, verdict.fault, { previewId, versionId })
  } catch (error) {
    signal?.throwIfAborted()
    if (!deadline.aborted || error instanceof DeployFailed) throw error
    throw new KapsulesError(waitTimedOut(timeoutMs, watch.lastSeen), { cause: error })
  } finally {
    settled.abort()
  }
}
