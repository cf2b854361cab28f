/**
 * An instance is one container that runs one version. It only moves forward; a restart is a new instance on the same lease.
 *
 *   creating  the record and its port lease exist; the container may or may not. Left when the engine started it
 *   starting  the container runs and is being probed. Left when it first answers, exits, or runs out of start time
 *   ready     it has answered. Left when it exits or is told to end
 *   ending    it is being stopped and removed. Left when the engine has no container any more
 *   ended     nothing of it is left on the engine; the end reason says why (final)
 */

export const instanceStates = ['creating', 'starting', 'ready', 'ending', 'ended'] as const
export type InstanceState = (typeof instanceStates)[number]

const order: Record<InstanceState, number> = { creating: 0, starting: 1, ready: 2, ending: 3, ended: 4 }

/** Whether an instance may go from one state to another: only forward, and never out of `ended`. */
export function canMoveInstance(from: InstanceState, to: InstanceState): boolean {
  return order[to] > order[from]
}

/** What the engine says of the container of an instance. */
export type EngineState = 'absent' | 'created' | 'running' | 'paused' | 'exited'

/** How a container ended, as the engine tells it. */
export interface ExitReport {
  readonly exitCode: number | null
  readonly outOfMemory: boolean
}
