/**
 * Removes from the engine what carries our labels and has no record. The engine is listed first and the records are read
 * afterwards: a record is always written before what it stands for is made, so whatever was listed and has no record by
 * then never had one or has lost it.
 */
import type { Runtime } from '@kapsules/runtime'
import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import { readRecords } from '../store/reconcile-reads.ts'

export interface Orphans {
  readonly instances: readonly string[]
  readonly networks: readonly string[]
  readonly images: readonly string[]
}

/** Finds what has our labels and no record. */
export async function findOrphans(database: Database, runtime: Runtime, signal: AbortSignal): Promise<Orphans> {
  const [instances, networks, images] = await Promise.all([
    runtime.listInstances(signal),
    runtime.listNetworks(signal),
    runtime.listImages(signal),
  ])
  const records = await readRecords(database)
  const isKept = (tags: readonly string[]) => tags.some((tag) => records.images.has(tag))
  return {
    instances: instances.filter((it) => !records.instances.has(it.instanceId)).map((it) => it.instanceId),
    networks: networks.filter((it) => !records.previews.has(it.previewId)).map((it) => it.previewId),
    images: images.filter((it) => !records.builds.has(it.buildId) && !isKept(it.tags)).map((it) => it.imageId),
  }
}

/** Removes orphans; one that cannot be removed does not hold up the others. Returns how many went. */
export async function sweepOrphans(
  { database, runtime, log }: { database: Database; runtime: Runtime; log: Log },
  signal: AbortSignal,
): Promise<number> {
  const orphans = await findOrphans(database, runtime, signal)
  const removals = [
    ...orphans.instances.map((id) => ({ what: 'instance', id, remove: () => runtime.end(id, 1_000, signal) })),
    ...orphans.networks.map((id) => ({ what: 'network', id, remove: () => runtime.removeNetwork(id, signal) })),
    ...orphans.images.map((id) => ({ what: 'image', id, remove: () => runtime.removeImage(id, signal) })),
  ]
  let removed = 0
  for (const { what, id, remove } of removals) {
    try {
      await remove()
      removed += 1
      log.warn(`removed an orphan ${what}`, { id })
    } catch (error) {
      log.warn(`an orphan ${what} cannot be removed`, { id, error })
    }
  }
  return removed
}
