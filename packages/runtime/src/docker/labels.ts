/** The labels and names by which we know what is ours on an engine. What does not carry the owner label is not ours. */
import { createHash } from 'node:crypto'

export const ownerLabel = 'kapsules.owner'
export const instanceLabel = 'kapsules.instance'
export const previewLabel = 'kapsules.preview'
export const tenantLabel = 'kapsules.tenant'
export const buildLabel = 'kapsules.build'

type Labels = Readonly<Record<string, string>>

/** The engine's filter for everything that carries all of these labels with these values. */
export function labelFilter(labels: Labels): string {
  return JSON.stringify({ label: Object.entries(labels).map(([key, value]) => `${key}=${value}`) })
}

/** Whether an object of the engine is this installation's. */
export function isOurs(labels: Labels, owner: string): boolean {
  return labels[ownerLabel] === owner
}

/**
 * Name of an instance's container. Two launches of one instance meet in it, so that the engine lets only one through.
 * It takes the end of the id: the head of a time-ordered id is the same for many.
 */
export function containerName(slug: string, instanceId: string): string {
  return `kapsules-${slug}-${instanceId.replace(/[^A-Za-z0-9]/g, '').slice(-8)}`
}

/** Name of a preview's own network. */
export function networkName(previewId: string): string {
  return `kapsules-${previewId}`
}

/** Name of the bridge under that network: fixed, so that firewall rules can name it, and short, as the kernel wants. */
export function bridgeName(owner: string, previewId: string): string {
  const hash = createHash('sha256').update(`${owner}\n${previewId}`).digest('hex')
  return `kap${hash.slice(0, 10)}`
}
