/** What carries our labels on the engine and has no record. Reconcile removes it; here it is only counted and shown. */
import { readRecords } from '../store/reconcile-reads.ts'
import type { ApiParts } from './context.ts'

export interface Orphan {
  readonly kind: 'instance' | 'network' | 'image'
  readonly id: string
}

/** What is younger may be on its way to its record, ms. */
const youngMs = 120_000

/** Looks at the engine first and at the records afterwards, so that nothing made in between looks lost. */
export async function findOrphans(
  { runtime, database }: Pick<ApiParts, 'runtime' | 'database'>,
  signal: AbortSignal,
  now = Date.now(),
): Promise<readonly Orphan[]> {
  const [instances, networks, images] = await Promise.all([
    runtime.listInstances(signal),
    runtime.listNetworks(signal),
    runtime.listImages(signal),
  ])
  const records = await readRecords(database)
  const old = ({ createdAt }: { readonly createdAt: number }) => now - createdAt > youngMs
  return [
    ...instances
      .filter((it) => old(it) && !records.instances.has(it.instanceId))
      .map((it): Orphan => ({ kind: 'instance', id: it.instanceId })),
    ...networks
      .filter((it) => !records.previews.has(it.previewId))
      .map((it): Orphan => ({ kind: 'network', id: it.networkId })),
    ...images
      .filter((it) => old(it) && !records.builds.has(it.buildId) && !it.tags.some((tag) => records.images.has(tag)))
      .map((it): Orphan => ({ kind: 'image', id: it.imageId })),
  ]
}
