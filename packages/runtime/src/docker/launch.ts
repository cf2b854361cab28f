/**
 * Brings an instance's container into being and starts it. Network and container are made side by side; the start is the
 * only proof that the port was free, so nobody asks before. What a refusal leaves half-made is removed again; after an
 * abort or a silent engine it stays, labelled, for the next launch or for the reconciler.
 */
import { FaultError, fault } from '@kapsules/domain'
import type { InstanceSpec, ObservedInstance } from '../driver.ts'
import { claim, type Part } from './claim.ts'
import { type DockerService, settle } from './docker-service.ts'
import { type Refusal, refused } from './engine-faults.ts'
import type { Instances } from './instances.ts'
import { containerName, instanceLabel, isOurs } from './labels.ts'
import { isInUse, type Networks } from './networks.ts'
import { type ContainerRules, containerFor } from './spec.ts'

/** What an engine turned out not to give. Learned from its refusals, kept for the next launch. */
export class EngineAllowance {
  #given: Given

  constructor(wanted: Given = { openFiles: 16_384, init: true }) {
    this.#given = wanted
  }

  get given(): Given {
    return this.#given
  }

  /** Whether a refusal was about something that was asked for, so that less is worth a try. Less never means wider. */
  learn({ message }: Refusal, asked: Given): boolean {
    if (asked.openFiles > fewestOpenFiles && /rlimit|ulimit/i.test(message)) {
      this.#given = { ...this.#given, openFiles: fewestOpenFiles }
      return true
    }
    if (asked.init && /docker-init|init binary/i.test(message)) {
      this.#given = { ...this.#given, init: false }
      return true
    }
    return false
  }
}

type Given = Pick<ContainerRules, 'openFiles' | 'init'>

/** What every engine can give. */
const fewestOpenFiles = 1_024

export interface LaunchContext {
  readonly docker: DockerService
  readonly instances: Instances
  readonly allowance: EngineAllowance
  readonly networks: Networks
  readonly owner: string
  readonly seccompProfile: string | undefined
}

/** Cleaning up after a refusal has its own time, since it is owed even when the caller's runs out. */
const undoMs = 15_000

/** As the driver's contract says. Throws `port-taken`, `subnet-taken`, `image-missing`, or the engine's faults. */
export async function launch(
  context: LaunchContext,
  spec: InstanceSpec,
  signal: AbortSignal,
): Promise<ObservedInstance> {
  for (;;) {
    const asked = context.allowance.given
    const { container, network } = await makeParts(context, spec, asked, signal)
    const started = await context.docker.startContainer(container.id, signal)
    if (started === 'done' || isPaused(started)) return await observed(context, container.id, signal)
    await undo(context.docker, container, network)
    // what another launch had made, it may have taken away again
    const lost = started.status === 404 && !(container.fresh && network.fresh)
    if (!lost && !context.allowance.learn(started, asked)) throw launchFault(spec, started)
  }
}

async function makeParts(context: LaunchContext, spec: InstanceSpec, asked: Given, signal: AbortSignal) {
  const [network, container] = await Promise.allSettled([
    context.networks.ensure(spec.previewId, spec.subnet, signal),
    ensureContainer(context, spec, asked, signal),
  ])
  if (network.status === 'fulfilled' && container.status === 'fulfilled') {
    return { network: network.value, container: container.value }
  }
  const made = (part: PromiseSettledResult<Part>) =>
    part.status === 'fulfilled' && part.value.fresh ? part.value : null
  if (!signal.aborted) await undo(context.docker, made(container), made(network))
  throw network.status === 'rejected' ? network.reason : (container as PromiseRejectedResult).reason
}

async function ensureContainer(
  context: LaunchContext,
  spec: InstanceSpec,
  asked: Given,
  signal: AbortSignal,
): Promise<Part> {
  const { docker, owner, seccompProfile } = context
  const name = containerName(spec.slug, spec.instanceId)
  const rules = { owner, ...asked, seccompProfile }
  const create = () => docker.createContainer(name, containerFor(spec, rules), signal)
  const find = async () => {
    const there = await docker.inspectContainer(name, signal)
    return there && { id: there.Id, labels: there.Config.Labels }
  }
  const claimed = await claim(create, find, signal)
  if (claimed.ok) return { id: claimed.id, fresh: true }
  const { there, refusal } = claimed
  if (there && isOurs(there.labels, owner) && there.labels[instanceLabel] === spec.instanceId) {
    return { id: there.id, fresh: false }
  }
  throw launchFault(spec, refusal)
}

async function observed(context: LaunchContext, id: string, signal: AbortSignal): Promise<ObservedInstance> {
  const details = await context.docker.inspectContainer(id, signal)
  const instance = details && context.instances.describe(details)
  if (instance) return instance
  throw refused('launch', { status: 404, message: 'The container vanished right after its start.' })
}

/** Removes what a launch made: the container first, then a network of its own making, unless others use it by now. */
async function undo(docker: DockerService, container: Part | null, network: Part | null): Promise<void> {
  const signal = AbortSignal.timeout(undoMs)
  if (container) settle('undo of a launch', await docker.removeContainer(container.id, signal))
  if (!network?.fresh) return
  const removed = await docker.removeNetwork(network.id, signal)
  if (!isInUse(removed)) settle('undo of a launch', removed)
}

function isPaused({ status, message }: Refusal): boolean {
  return status === 409 && /paused/i.test(message)
}

function launchFault(spec: InstanceSpec, refusal: Refusal): FaultError {
  const { message } = refusal
  if (/port is already allocated|address already in use|ports are not available/i.test(message)) {
    const hint = 'Lease another port; this one belongs to somebody else on the host.'
    return new FaultError(fault('port-taken', `The host port ${spec.hostPort} is taken.`, hint, [message]))
  }
  if (/no such image/i.test(message)) {
    const hint = 'Build the version again; its image was removed.'
    return new FaultError(fault('image-missing', `The image ${spec.image} is not on the engine.`, hint, [message]))
  }
  return refused(`launch of ${spec.instanceId}`, refusal)
}
