import type { Records } from '../../apps/server/src/store/reconcile-reads.ts'
import type { Runtime } from '../../packages/runtime/src/index.ts'

/** Something on the engine that carries our label and has no record. */
export interface Orphan {
  kind: 'container' | 'network' | 'image'
  name: string
  remove(signal: AbortSignal): Promise<void>
}

const GRACE_MS = 10_000

/**
 * Lists the engine first and reads the records afterwards: a record is written before what it stands for is made, so
 * nothing that a server makes meanwhile is taken for an orphan. Containers come first, for they hold the others.
 */
export async function findOrphans(
  engine: Pick<Runtime, 'listInstances' | 'listNetworks' | 'listImages' | 'end' | 'removeNetwork' | 'removeImage'>,
  records: () => Promise<Records>,
  signal: AbortSignal,
): Promise<Orphan[]> {
  const [instances, networks, images] = await Promise.all([
    engine.listInstances(signal),
    engine.listNetworks(signal),
    engine.listImages(signal),
  ])
  const known = await records()
  const orphans: Orphan[] = []
  for (const { instanceId } of instances) {
    if (known.instances.has(instanceId)) continue
    orphans.push({ kind: 'container', name: instanceId, remove: (by) => engine.end(instanceId, GRACE_MS, by) })
  }
  for (const { previewId } of networks) {
    if (known.previews.has(previewId)) continue
    orphans.push({ kind: 'network', name: previewId, remove: (by) => engine.removeNetwork(previewId, by) })
  }
  for (const { imageId, buildId, tags } of images) {
    if (known.builds.has(buildId) || tags.some((tag) => known.images.has(tag))) continue
    orphans.push({ kind: 'image', name: tags[0] ?? imageId, remove: (by) => engine.removeImage(imageId, by) })
  }
  return orphans
}
