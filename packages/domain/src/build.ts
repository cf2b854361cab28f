/**
 * A build is one attempt to make an image from a version.
 *
 *   queued      entered by a deploy or a retry; left when a worker claims it, it is cancelled, or a later deploy supersedes it
 *   running     entered by a claim; left by success, failure, cancel, supersede - or back to queued when the claim ran out
 *               (its worker died) and attempts are left
 *   succeeded   an image exists (final)
 *   failed      the fault says why (final)
 *   cancelled   somebody cancelled it, or its preview was deleted (final)
 *   superseded  a later deploy of the same preview made it pointless (final)
 */

export const buildStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'superseded'] as const
export type BuildStatus = (typeof buildStatuses)[number]

const moves: Record<BuildStatus, readonly BuildStatus[]> = {
  queued: ['running', 'cancelled', 'superseded', 'failed'],
  running: ['succeeded', 'failed', 'cancelled', 'superseded', 'queued'],
  succeeded: [],
  failed: [],
  cancelled: [],
  superseded: [],
}

/** Whether a build may go from one status to another. */
export function canMoveBuild(from: BuildStatus, to: BuildStatus): boolean {
  return moves[from].includes(to)
}

/** Whether the build is over. */
export function isBuildOver(status: BuildStatus): boolean {
  return moves[status].length === 0
}

/** How often a build whose worker died is started again before it is marked failed. */
export const maxBuildAttempts = 3

/** One step of a build as the engine reports it. */
export interface BuildStep {
  /** Position in the build, from 0, stable for one attempt. */
  readonly index: number
  readonly name: string
  readonly state: 'running' | 'done' | 'cached' | 'failed' | 'cancelled'
  /** Epoch milliseconds. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
}
