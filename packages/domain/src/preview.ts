/**
 * A preview is the lasting thing with an address. What it should be (desired) is written by the API alone; what it is
 * (status) is written by reconcile and watch alone.
 */
import type { Fault } from './fault.ts'
import type { Health } from './health.ts'

/** What people ask for. */
export const desiredStates = ['running', 'stopped', 'deleted'] as const
export type DesiredState = (typeof desiredStates)[number]

/**
 * What people see.
 *   queued    the wanted version waits for its build
 *   building  it is being built
 *   starting  an image is there; an instance is being started or probed
 *   live      a version answers visitors; the fault is set when it is an older one, because the wanted one failed
 *   asleep    its instance is paused or stopped until somebody visits
 *   stopped   somebody stopped it; nothing runs
 *   failed    nothing serves and the wanted version cannot be made live; the fault says why
 *   deleting  everything it had is being removed
 */
export const phases = ['queued', 'building', 'starting', 'live', 'asleep', 'stopped', 'failed', 'deleting'] as const
export type Phase = (typeof phases)[number]

export interface PreviewStatus {
  readonly phase: Phase
  /** Why it is in this phase, one sentence. */
  readonly reason: string
  readonly fault: Fault | null
  /** The instance that serves visitors, if any. It may run an older version than the wanted one. */
  readonly liveInstanceId: string | null
  readonly health: Health
}

export interface Desired {
  readonly previewId: string
  readonly state: DesiredState
  /** The version to serve; null before the first deploy is stored. */
  readonly versionId: string | null
  /** Rises with each deploy that changes anything and each restart; an instance of a lower generation is replaced. */
  readonly generation: number
}
