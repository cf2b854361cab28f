/** One pass over one preview: observe, plan, tell people, act. */
import { type Plan, plan, type Snapshot } from '@kapsules/domain'
import type { Log } from '../log.ts'
import { readLaunchRecord } from '../store/instances.ts'
import { writeStatus } from '../store/status.ts'
import { type ApplyParts, applyAction } from './apply.ts'
import { toTarget } from './launch.ts'
import { type Observation, observePreview } from './observe.ts'

/** A single action never takes longer, ms. */
const actionDeadlineMs = 60_000

export interface PassParts extends ApplyParts {
  readonly log: Log
}

export interface PassResult {
  /** Something was done, so there may be more to do. */
  readonly acted: boolean
  readonly wakeAt: number | null
}

/** Does what is to be done now for one preview. Throws when a step failed; the next pass begins from what is then there. */
export async function reconcilePreview(parts: PassParts, previewId: string, signal: AbortSignal): Promise<PassResult> {
  const observation = await observePreview(parts, previewId, within(signal))
  if (!observation) return { acted: false, wakeAt: null }
  await adopt(parts, observation)
  const { actions, status, wakeAt } = plan(observation.snapshot, Date.now())
  await tell(parts, observation, status)
  for (const action of actions) {
    parts.log.info(`reconcile: ${action.kind}`, { previewId, ...action })
    await applyAction(parts, observation, action, within(signal))
    if (action.kind === 'forget')
      parts.live.previews.publish({ previewId, tenantId: observation.tenantId, kind: 'removed' })
  }
  return { acted: actions.length > 0, wakeAt }
}

function within(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(actionDeadlineMs)])
}

/**
 * Instances that nobody watches, as after a restart of the server, are watched again. One that has exited meanwhile too: what
 * it printed last is still to be collected.
 */
async function adopt({ database, live }: PassParts, { snapshot, engine }: Observation): Promise<void> {
  for (const { id, state } of snapshot.instances) {
    const observed = engine.get(id)
    const isOurs = observed?.state === 'running' || observed?.state === 'exited'
    if (!isOurs || !(state === 'starting' || state === 'ready') || live.targets.get(id)) continue
    live.targets.set(id, toTarget(await readLaunchRecord(database, id), observed))
  }
}

/** Writes the status that people see, and says so if it changed. */
export async function tell(
  parts: PassParts,
  { snapshot, tenantId }: Observation,
  status: Plan['status'],
): Promise<void> {
  const { previewId } = snapshot.desired
  const changed = await writeStatus(parts.database, previewId, status, healthReason(snapshot, status.liveInstanceId))
  if (changed) parts.live.previews.publish({ previewId, tenantId, kind: 'changed' })
}

function healthReason(snapshot: Snapshot, liveInstanceId: string | null): string {
  return snapshot.instances.find((it) => it.id === liveInstanceId)?.health?.reason ?? ''
}
