/** The networks of previews. */
import type { ObservedNetwork } from '../driver.ts'
import { type DockerService, type Outcome, settle } from './docker-service.ts'
import { ownerLabel, previewLabel } from './labels.ts'

/** The networks of this installation. */
export async function listNetworks(
  docker: DockerService,
  owner: string,
  signal: AbortSignal,
): Promise<readonly ObservedNetwork[]> {
  const networks = await docker.listNetworks({ [ownerLabel]: owner }, signal)
  return networks.map(({ Id, Labels, IPAM }) => ({
    networkId: Id,
    previewId: Labels[previewLabel] ?? '',
    subnet: IPAM.Config?.[0]?.Subnet ?? '',
  }))
}

/** Removes a preview's network. Throws `engine-refused` while containers are on it. */
export async function removeNetwork(
  docker: DockerService,
  owner: string,
  previewId: string,
  signal: AbortSignal,
): Promise<void> {
  const labels = { [ownerLabel]: owner, [previewLabel]: previewId }
  for (const { Id } of await docker.listNetworks(labels, signal)) {
    settle(`removal of the network of ${previewId}`, await docker.removeNetwork(Id, signal))
  }
}

/** Whether a network was left because containers are on it. */
export function isInUse(outcome: Outcome): boolean {
  return typeof outcome === 'object' && /active endpoints/i.test(outcome.message)
}
