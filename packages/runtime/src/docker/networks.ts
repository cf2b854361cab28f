/** The networks of previews: each has one of its own, known by its name and labels. */
import { FaultError, fault } from '@kapsules/domain'
import type { ObservedNetwork } from '../driver.ts'
import type { NetworkDetails } from './answers.ts'
import { claim, type Part } from './claim.ts'
import { type DockerService, type Outcome, settle } from './docker-service.ts'
import { type Refusal, refused } from './engine-faults.ts'
import { isOurs, networkName, ownerLabel, previewLabel } from './labels.ts'
import { networkFor } from './spec.ts'
import { Turns } from './turns.ts'

export class Networks {
  readonly #docker: DockerService
  readonly #owner: string
  readonly #turns = new Turns()

  constructor(docker: DockerService, owner: string) {
    this.#docker = docker
    this.#owner = owner
  }

  /** Makes a preview's network, or finds it. Throws `subnet-taken`, or `engine-refused` when its name is not ours. */
  async ensure(previewId: string, subnet: string, signal: AbortSignal): Promise<Part> {
    // two at once on one preview would take each other's subnet for somebody else's
    return await this.#turns.take(previewId, signal, async () => {
      const create = () => this.#docker.createNetwork(networkFor(previewId, subnet, this.#owner), signal)
      const claimed = await claim(create, () => this.#docker.inspectNetwork(networkName(previewId), signal), signal)
      if (claimed.ok) return { id: claimed.id, fresh: true }
      const { there, refusal } = claimed
      if (!there || !isOurs(there.Labels, this.#owner)) throw networkFault(subnet, refusal)
      if (subnetOf(there) === subnet) return { id: there.Id, fresh: false }
      // left over from another lease: an empty one gives way
      settle(`removal of the network of ${previewId}`, await this.#docker.removeNetwork(there.Id, signal))
      const made = await create()
      if (made.ok) return { id: made.id, fresh: true }
      throw networkFault(subnet, made.refusal)
    })
  }

  /** The networks of this installation. */
  async list(signal: AbortSignal): Promise<readonly ObservedNetwork[]> {
    const networks = await this.#docker.listNetworks({ [ownerLabel]: this.#owner }, signal)
    return networks.map((network) => ({
      networkId: network.Id,
      previewId: network.Labels[previewLabel] ?? '',
      subnet: subnetOf(network),
    }))
  }

  /** Removes a preview's network. Throws `engine-refused` while containers are on it. */
  async remove(previewId: string, signal: AbortSignal): Promise<void> {
    const labels = { [ownerLabel]: this.#owner, [previewLabel]: previewId }
    for (const { Id } of await this.#docker.listNetworks(labels, signal)) {
      settle(`removal of the network of ${previewId}`, await this.#docker.removeNetwork(Id, signal))
    }
  }
}

/** Whether a network was left because containers are on it. */
export function isInUse(outcome: Outcome): boolean {
  return typeof outcome === 'object' && /active endpoints/i.test(outcome.message)
}

function subnetOf({ IPAM }: NetworkDetails): string {
  return IPAM.Config?.[0]?.Subnet ?? ''
}

function networkFault(subnet: string, refusal: Refusal): FaultError {
  if (!/overlap|invalid pool request/i.test(refusal.message)) return refused(`network ${subnet}`, refusal)
  const hint = 'Lease another subnet; this one is in use on the host.'
  return new FaultError(fault('subnet-taken', `The subnet ${subnet} is taken.`, hint, [refusal.message]))
}
