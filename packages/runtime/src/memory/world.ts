/** The engine behind the in-memory runtime, as a test may see it and meddle with it. */
import { type ExitReport, fail } from '@kapsules/domain'
import type { InstanceSpec, ObservedImage, ObservedNetwork, RuntimeEvent } from '../driver.ts'
import type { AppScript } from './app-run.ts'
import type { Clock } from './clock.ts'
import { MemoryContainer } from './container.ts'
import { EventFeed } from './event-feed.ts'
import { overlaps } from './subnet.ts'

export class MemoryWorld {
  readonly clock: Clock
  readonly events = new EventFeed()
  readonly containers = new Map<string, MemoryContainer>()
  readonly networks = new Map<string, ObservedNetwork>()
  readonly images = new Map<string, ObservedImage>()
  /** Host ports and subnets that belong to somebody else. */
  readonly foreignPorts = new Set<number>()
  readonly foreignSubnets = new Set<string>()
  readonly #appOf: (spec: InstanceSpec) => AppScript
  #made = 0

  constructor(clock: Clock, appOf: (spec: InstanceSpec) => AppScript) {
    this.clock = clock
    this.#appOf = appOf
  }

  /** What a visitor of a host port gets, or null when nobody answers there. */
  answer(hostPort: number): { readonly status: number; readonly body: string } | null {
    const container = [...this.containers.values()].find(
      (it) => it.state === 'running' && it.spec.hostPort === hostPort,
    )
    if (!container?.run?.ready) return null
    return container.run.script.answer ?? { status: 200, body: 'ok' }
  }

  /** Ends an app from outside, as a crash or the kernel does. */
  crash(instanceId: string, exit: ExitReport): void {
    this.containers.get(instanceId)?.crash(exit)
  }

  /** Takes a container away behind everybody's back. */
  removeContainer(instanceId: string): void {
    const container = this.containers.get(instanceId)
    if (!container) return
    container.crash({ exitCode: 137, outOfMemory: false })
    this.containers.delete(instanceId)
    this.#tell('removed', container)
    container.bell.ring()
  }

  /** Makes a container and its network, or throws the fault that an engine has for it and leaves nothing. */
  create(spec: InstanceSpec): MemoryContainer {
    if (!this.findImage(spec.image)) fail('image-missing', `The image ${spec.image} is not there.`, 'Build it again.')
    this.#claimPort(spec)
    this.ensureNetwork(spec.previewId, spec.subnet)
    const container = new MemoryContainer(this.nextId('container'), spec, this.clock, (kind, it) =>
      this.#tell(kind, it),
    )
    this.containers.set(spec.instanceId, container)
    return container
  }

  /** Makes the network of a preview. Throws `subnet-taken`. */
  ensureNetwork(previewId: string, subnet: string): void {
    if (this.networks.get(previewId)?.subnet === subnet) return
    const others = [...this.networks.values()].filter((network) => network.previewId !== previewId)
    const taken = [...this.foreignSubnets, ...others.map((network) => network.subnet)]
    if (taken.some((other) => overlaps(other, subnet))) {
      fail('subnet-taken', `The subnet ${subnet} is taken.`, 'Lease another subnet.')
    }
    this.networks.set(previewId, { networkId: this.nextId('network'), previewId, subnet })
  }

  start(container: MemoryContainer): void {
    container.start(this.#appOf(container.spec))
  }

  findImage(ref: string): ObservedImage | undefined {
    return this.images.get(ref) ?? [...this.images.values()].find((image) => image.tags.includes(ref))
  }

  nextId(kind: string): string {
    this.#made += 1
    return `${kind}-${this.#made}`
  }

  #claimPort({ hostPort, instanceId }: InstanceSpec): void {
    const holder = [...this.containers.values()].find((it) => it.up && it.spec.hostPort === hostPort)
    if (!this.foreignPorts.has(hostPort) && (!holder || holder.spec.instanceId === instanceId)) return
    fail('port-taken', `The host port ${hostPort} is taken.`, 'Lease another port.')
  }

  #tell(kind: RuntimeEvent['kind'], { spec }: MemoryContainer): void {
    const { instanceId, previewId } = spec
    this.events.publish({ kind, instanceId, previewId, at: this.clock.now() })
  }
}
