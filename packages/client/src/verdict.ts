/**
 * What a preview's state says about one deploy of it. Pure.
 *
 *   pending  it may still become live
 *   live     the version serves (final for us)
 *   over     it will not become live by itself; the fault says why (final)
 *
 * Desired state is the newest truth at once, observed state follows a moment later. So right after a deploy the phase may
 * still be the one of before: `suspect` marks a verdict that rests on a phase older than the build.
 */
import { type BuildStatus, fault, isBuildOver } from '@kapsules/domain'
import { clientFault, type DeployOutcome, type KapsulesFault } from './error.ts'
import type { PreviewSummary } from './views.ts'

export type Verdict =
  | { readonly kind: 'pending' }
  | { readonly kind: 'live'; readonly url: string; readonly suspect: boolean }
  | {
      readonly kind: 'over'
      readonly outcome: DeployOutcome
      readonly fault: KapsulesFault
      readonly suspect: boolean
    }

const pending: Verdict = { kind: 'pending' }

/** Judges a preview for a version. `buildQueuedAt` (epoch ms) is when the version's build was asked for; null when unknown. */
export function judgePreview(preview: PreviewSummary, versionId: string, buildQueuedAt: number | null): Verdict {
  if (preview.desired === 'deleted' || preview.phase === 'deleting') return deletedVerdict()
  const build = preview.latestBuild?.versionId === versionId ? preview.latestBuild : null
  const building = build !== null && !isBuildOver(build.status)
  const suspect = buildQueuedAt !== null && preview.phaseSince < buildQueuedAt
  const serves = preview.serving?.id === versionId && (preview.phase === 'live' || preview.phase === 'asleep')
  if (serves && preview.url !== null && !building) return { kind: 'live', url: preview.url, suspect }
  if (preview.wanted !== null && preview.wanted.id !== versionId) return over('superseded', supersededFault())
  if (preview.desired === 'stopped') return over('stopped', stoppedFault())
  if (building) return pending
  const settled = preview.phase === 'failed' || (preview.phase === 'live' && !serves)
  if (settled && preview.fault) return over('failed', preview.fault, suspect)
  return pending
}

/** What the end of the version's build says about the deploy. A build that succeeded says nothing yet. */
export function judgeBuild(status: BuildStatus, why: KapsulesFault | null): Verdict {
  if (status === 'failed') return over('failed', why ?? fault('internal', 'The build failed.', 'Look at its log.'))
  if (status === 'superseded') return over('superseded', why ?? supersededFault())
  if (status === 'cancelled') {
    return over('cancelled', why ?? fault('interrupted', 'The build was cancelled.', 'Deploy again.'))
  }
  return pending
}

/** The verdict on a preview that is gone. */
export function deletedVerdict(): Verdict {
  return over('deleted', fault('not-found', 'The preview was deleted meanwhile.', 'Deploy again to create it anew.'))
}

/** The fault of a wait that took too long. */
export function waitTimedOut(timeoutMs: number, lastSeen: readonly string[]): KapsulesFault {
  return clientFault(
    'wait-timed-out',
    `It did not become live within ${Math.round(timeoutMs / 1000)} s of waiting. The deploy itself goes on.`,
    'Look at its state and its log, or wait longer.',
    lastSeen,
  )
}

function over(outcome: DeployOutcome, why: KapsulesFault, suspect = false): Verdict {
  return { kind: 'over', outcome, fault: why, suspect }
}

function supersededFault(): KapsulesFault {
  return fault('conflict', 'A later deploy took the place of this one.', 'Look at the state of the later deploy.')
}

function stoppedFault(): KapsulesFault {
  return fault('conflict', 'The preview was stopped meanwhile.', 'Start it again.')
}
