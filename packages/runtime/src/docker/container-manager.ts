/** The runtime on a Docker Engine: holds what the verbs share and puts them together. Each verb has a file of its own. */
import type { BuildOutput, BuildSpec, InstanceSpec, Runtime } from '../driver.ts'
import type { BaseImages, BaseName } from './base-images/index.ts'
import { type BuildSettings, build } from './build.ts'
import type { DockerService } from './docker-service.ts'
import { end } from './end.ts'
import { builderOf, diskUse, engineInfo } from './engine-info.ts'
import { events } from './events.ts'
import { listImages, removeImage } from './images.ts'
import { Instances } from './instances.ts'
import { EngineAllowance, type LaunchContext, launch } from './launch.ts'
import { listeners } from './listeners.ts'
import { followLogs, tailLogs } from './logs.ts'
import { Networks } from './networks.ts'
import { pause, resume } from './sleep.ts'
import { UsageMeter } from './usage.ts'

export interface ContainerManagerParts {
  readonly docker: DockerService
  readonly baseImages: BaseImages
  /** Value of the label that tells this installation's things from all others on the engine. */
  readonly owner: string
  /** The engine may be on our host. */
  readonly local: boolean
  readonly buildMs: number
  /** What the engine has, when absent. */
  readonly builder: BuildSettings['builder'] | undefined
  /** A seccomp profile as JSON text; the engine's own default when absent. */
  readonly seccompProfile: string | undefined
}

export class ContainerManager implements Runtime {
  readonly #parts: ContainerManagerParts
  readonly #docker: DockerService
  readonly #owner: string
  readonly #instances: Instances
  readonly #networks: Networks
  readonly #meter: UsageMeter
  readonly #launching: LaunchContext
  #builder: BuildSettings['builder'] | undefined

  constructor(parts: ContainerManagerParts) {
    const { docker, owner, seccompProfile } = parts
    this.#parts = parts
    this.#docker = docker
    this.#owner = owner
    this.#builder = parts.builder
    this.#instances = new Instances(docker, owner)
    this.#networks = new Networks(docker, owner)
    this.#meter = new UsageMeter(docker, this.#instances)
    this.#launching = {
      docker,
      owner,
      instances: this.#instances,
      allowance: new EngineAllowance(),
      networks: this.#networks,
      seccompProfile,
    }
  }

  info(signal: AbortSignal) {
    return engineInfo(this.#docker, this.#parts.local, signal)
  }

  diskUse(signal: AbortSignal) {
    return diskUse(this.#docker, signal)
  }

  ensureBase(name: BaseName, version: string, signal: AbortSignal) {
    return this.#parts.baseImages.ensure(name, version, signal)
  }

  async build(spec: BuildSpec, onOutput: (output: BuildOutput) => void | Promise<void>, signal: AbortSignal) {
    this.#builder ??= await builderOf(this.#docker, signal)
    const { docker, owner, buildMs } = this.#parts
    return await build({ docker, owner, buildMs, builder: this.#builder }, spec, onOutput, signal)
  }

  launch(spec: InstanceSpec, signal: AbortSignal) {
    return launch(this.#launching, spec, signal)
  }

  pause(instanceId: string, signal: AbortSignal) {
    return pause(this.#docker, this.#instances, instanceId, signal)
  }

  resume(instanceId: string, signal: AbortSignal) {
    return resume(this.#docker, this.#instances, instanceId, signal)
  }

  end(instanceId: string, graceMs: number, signal: AbortSignal) {
    this.#meter.forget(instanceId)
    return end(this.#docker, this.#instances, instanceId, graceMs, signal)
  }

  async ensureNetwork(previewId: string, subnet: string, signal: AbortSignal) {
    await this.#networks.ensure(previewId, subnet, signal)
  }

  removeNetwork(previewId: string, signal: AbortSignal) {
    return this.#networks.remove(previewId, signal)
  }

  removeImage(image: string, signal: AbortSignal) {
    return removeImage(this.#docker, this.#owner, image, signal)
  }

  async hasImage(image: string, signal: AbortSignal) {
    return (await this.#docker.inspectImage(image, signal)) !== null
  }

  listInstances(signal: AbortSignal) {
    return this.#instances.list(signal)
  }

  listNetworks(signal: AbortSignal) {
    return this.#networks.list(signal)
  }

  listImages(signal: AbortSignal) {
    return listImages(this.#docker, this.#owner, signal)
  }

  observe(instanceId: string, signal: AbortSignal) {
    return this.#instances.observe(instanceId, signal)
  }

  followLogs(instanceId: string, sinceMs: number, signal: AbortSignal) {
    return followLogs(this.#docker, this.#instances, instanceId, sinceMs, signal)
  }

  tailLogs(instanceId: string, lines: number, signal: AbortSignal) {
    return tailLogs(this.#docker, this.#instances, instanceId, lines, signal)
  }

  usage(instanceIds: readonly string[], signal: AbortSignal) {
    return this.#meter.read(instanceIds, signal)
  }

  listeners(instanceId: string, signal: AbortSignal) {
    return listeners(this.#docker, this.#instances, instanceId, signal)
  }

  events(signal: AbortSignal) {
    return events(this.#docker, this.#owner, signal)
  }
}
