/** Which container belongs to an instance, and what the engine says of it. */
import { type ExitReport, fail } from '@kapsules/domain'
import type { ObservedInstance } from '../driver.ts'
import type { ContainerDetails, ListedContainer } from './answers.ts'
import { atOnce } from './at-once.ts'
import type { DockerService } from './docker-service.ts'
import { instanceLabel, isOurs, ownerLabel, previewLabel } from './labels.ts'

/** What of a container does not change while it stays in one state. */
type Lasting = Pick<ObservedInstance, 'createdAt' | 'startedAt' | 'exit'>

/** Inspections under way at once while a list is completed. */
const maxInspections = 8

export class Instances {
  readonly #docker: DockerService
  readonly #owner: string
  #containers = new Map<string, string>()
  #lasting = new Map<string, Lasting>()

  constructor(docker: DockerService, owner: string) {
    this.#docker = docker
    this.#owner = owner
  }

  /** The container of an instance as far as we know, else as the engine's list has it; null when there is none. */
  async containerOf(instanceId: string, signal: AbortSignal): Promise<string | null> {
    return this.#containers.get(instanceId) ?? (await this.#lookUp(instanceId, signal))
  }

  /** Remembers the container of an instance, to spare the next call a search. */
  remember(instanceId: string, containerId: string): void {
    this.#containers.set(instanceId, containerId)
  }

  forget(instanceId: string): void {
    this.#containers.delete(instanceId)
  }

  /**
   * Does something to the container of an instance. What we remember may be out of date: when the engine knows no such
   * container, it is searched for once. Null when there is none.
   */
  async use<T>(
    instanceId: string,
    signal: AbortSignal,
    action: (containerId: string) => Promise<T | null>,
  ): Promise<T | null> {
    const known = this.#containers.get(instanceId)
    if (known !== undefined) {
      const result = await action(known)
      if (result !== null) return result
      this.forget(instanceId)
    }
    const found = await this.#lookUp(instanceId, signal)
    return found === null ? null : await action(found)
  }

  /** One instance as it is now, or null. */
  async observe(instanceId: string, signal: AbortSignal): Promise<ObservedInstance | null> {
    return await this.use(instanceId, signal, async (id) => {
      const details = await this.#docker.inspectContainer(id, signal)
      return details && this.describe(details)
    })
  }

  /** All instances of this installation. */
  async list(signal: AbortSignal): Promise<readonly ObservedInstance[]> {
    const listed = await this.#docker.listContainers({ [ownerLabel]: this.#owner }, signal)
    const lasting = await this.#lastingOf(listed, signal)
    const observed: ObservedInstance[] = []
    // what is not listed any more need not be remembered; what was launched meanwhile is found again when it is asked for
    this.#containers = new Map()
    for (const container of listed) {
      const known = lasting.get(keyOf(container))
      const instanceId = container.Labels[instanceLabel]
      if (!known || instanceId === undefined) continue
      this.remember(instanceId, container.Id)
      observed.push({
        instanceId,
        previewId: container.Labels[previewLabel] ?? '',
        containerId: container.Id,
        state: engineState(container.State),
        ...known,
      })
    }
    this.#lasting = lasting
    return observed
  }

  /** An inspected container in the domain's words. Null when it is not an instance of this installation. */
  describe(details: ContainerDetails): ObservedInstance | null {
    const labels = details.Config.Labels
    const instanceId = labels[instanceLabel]
    if (instanceId === undefined || !isOurs(labels, this.#owner)) return null
    this.remember(instanceId, details.Id)
    return {
      instanceId,
      previewId: labels[previewLabel] ?? '',
      containerId: details.Id,
      state: engineState(details.State.Status),
      ...lastingOf(details),
    }
  }

  async #lookUp(instanceId: string, signal: AbortSignal): Promise<string | null> {
    const labels = { [ownerLabel]: this.#owner, [instanceLabel]: instanceId }
    const [container] = await this.#docker.listContainers(labels, signal)
    if (!container) return null
    this.remember(instanceId, container.Id)
    return container.Id
  }

  /** A list says neither when nor how precisely: each container is inspected once in each of its states. */
  async #lastingOf(listed: readonly ListedContainer[], signal: AbortSignal): Promise<Map<string, Lasting>> {
    const lasting = new Map<string, Lasting>()
    const unknown: ListedContainer[] = []
    for (const container of listed) {
      const known = this.#lasting.get(keyOf(container))
      if (known) lasting.set(keyOf(container), known)
      else unknown.push(container)
    }
    await atOnce(maxInspections, unknown, async (container) => {
      const details = await this.#docker.inspectContainer(container.Id, signal)
      if (details) lasting.set(keyOf(container), lastingOf(details))
    })
    return lasting
  }
}

/** The fault of a verb that needs a container where there is none. */
export function noContainer(instanceId: string): never {
  return fail(
    'not-found',
    `The engine has no container for the instance ${instanceId}.`,
    'It may have been removed meanwhile; look at the list of instances.',
  )
}

/** An ended container may be started and end again by hand: how it ended stands in its status line. */
function keyOf({ Id, State, Status }: ListedContainer): string {
  const ending = /^Exited \(\d+\)/.exec(Status)?.[0] ?? ''
  return `${Id} ${State} ${ending}`
}

function lastingOf({ Created, State }: ContainerDetails): Lasting {
  return { createdAt: Created ?? 0, startedAt: State.StartedAt, exit: exitOf(State) }
}

function exitOf(state: ContainerDetails['State']): ExitReport | null {
  if (engineState(state.Status) !== 'exited') return null
  return { exitCode: state.ExitCode, outOfMemory: state.OOMKilled }
}

function engineState(status: ContainerDetails['State']['Status']): ObservedInstance['state'] {
  switch (status) {
    case 'restarting':
      return 'running'
    case 'removing':
    case 'dead':
      return 'exited'
    default:
      return status
  }
}
