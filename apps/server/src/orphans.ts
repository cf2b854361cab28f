/**
 * What carries our labels on the engine and has no record. The engine is listed first and the records are read
 * afterwards: a record is always written before what it stands for is made, so whatever was listed and has no record by
 * then never had one or has lost it.
 */
import type { Runtime } from '@kapsules/runtime'
import type { Records } from './store/reconcile-reads.ts'

export interface Orphan {
  readonly kind: 'instance' | 'network' | 'image'
  /** By which the runtime knows it: an instance's id, the preview's id of a network, an image's id. */
  readonly id: string
}

/** Finds them. Throws when the engine does not answer, and what `readRecords` throws. */
export async function findOrphans(
  readRecords: () => Promise<Records>,
  runtime: Pick<Runtime, 'listInstances' | 'listNetworks' | 'listImages'>,
  signal: AbortSignal,
): Promise<readonly Orphan[]> {
  const [instances, networks, images] = await Promise.all([
    runtime.listInstances(signal),
    runtime.listNetworks(signal),
    runtime.listImages(signal),
  ])
  const records = await readRecords()
  const hasBuild = (image: (typeof images)[number]) =>
    records.builds.has(image.buildId) || image.tags.some((tag) => records.images.has(tag))
  return [
    ...instances
      .filter((it) => !records.instances.has(it.instanceId))
      .map((it): Orphan => ({ kind: 'instance', id: it.instanceId })),
    ...networks
      .filter((it) => !records.previews.has(it.previewId))
      .map((it): Orphan => ({ kind: 'network', id: it.previewId })),
    ...images.filter((it) => !hasBuild(it)).map((it): Orphan => ({ kind: 'image', id: it.imageId })),
  ]
}
