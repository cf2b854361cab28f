/** Carries out the actions of a plan, one after the other. The only caller of verbs that change something on the engine. */
import { type Action, FaultError } from '@kapsules/domain'
import { queueRebuild } from '../store/builds.ts'
import { transaction } from '../store/database.ts'
import { createInstance, markEnding, markImageGone, markReady, readLaunchRecord } from '../store/instances.ts'
import { releaseSparePorts } from '../store/leases.ts'
import { forgetPreview, listImagesOf, routeTo } from '../store/status.ts'
import { type EndParts, endInstance } from './end.ts'
import { type LaunchParts, launchInstance, prepareNetwork } from './launch.ts'
import type { Observation } from './observe.ts'

export type ApplyParts = EndParts & LaunchParts

/** Carries out one action for a preview. Throws faults of engine and store; what was done stays done. */
export async function applyAction(
  parts: ApplyParts,
  observation: Observation,
  action: Action,
  signal: AbortSignal,
): Promise<void> {
  const { previewId } = observation.snapshot.desired
  switch (action.kind) {
    case 'prepare':
      await prepareNetwork(parts, previewId, signal)
      parts.live.networks.add(previewId)
      return
    case 'create': {
      const instanceId = await rebuildIfMissing(parts, action.versionId, () =>
        createInstance(parts.database, { previewId, ...action }, parts.portRange),
      )
      if (instanceId) await launch(parts, instanceId, signal)
      return
    }
    case 'launch':
      return launch(parts, action.instanceId, signal)
    case 'resume':
      return parts.runtime.resume(action.instanceId, signal)
    case 'route':
      await markReady(parts.database, action.instanceId)
      await routeTo(parts.database, previewId, action.instanceId)
      return releaseSparePorts(parts.database, previewId)
    case 'end':
      return endInstance(parts, { ...action, observed: observation.engine.get(action.instanceId) }, signal)
    case 'forget':
      return forget(parts, previewId, signal)
  }
}

async function launch(parts: ApplyParts, instanceId: string, signal: AbortSignal): Promise<void> {
  const { versionId, image } = await readLaunchRecord(parts.database, instanceId)
  await rebuildIfMissing(parts, versionId, async () => {
    try {
      parts.live.targets.set(instanceId, await launchInstance(parts, instanceId, signal))
    } catch (error) {
      if (isImageMissing(error)) {
        await markImageGone(parts.database, image)
        await markEnding(parts.database, instanceId, 'not-launched', null, null)
      }
      throw error
    }
  })
}

/** An image that was removed behind our back is built again from the stored files. */
async function rebuildIfMissing<T>(
  { database, live }: ApplyParts,
  versionId: string,
  step: () => Promise<T>,
): Promise<T | null> {
  try {
    return await step()
  } catch (error) {
    if (!isImageMissing(error)) throw error
    await transaction(database, (sql) => queueRebuild(sql, versionId, 'Its image was gone from the engine.', 'system'))
    live.buildsChanged.fire()
    return null
  }
}

function isImageMissing(error: unknown): boolean {
  return error instanceof FaultError && error.fault.code === 'image-missing'
}

async function forget({ database, runtime, live }: ApplyParts, previewId: string, signal: AbortSignal): Promise<void> {
  for (const image of await listImagesOf(database, previewId)) await runtime.removeImage(image, signal)
  await runtime.removeNetwork(previewId, signal)
  live.networks.delete(previewId)
  await forgetPreview(database, previewId)
}
