/** A whole runtime in memory, for tests of what uses one: every verb of the contract, time in the test's hand. */
import { fail } from '@kapsules/domain'
import type { BuildResult, BuildSpec, InstanceSpec, Runtime, RuntimeEvent, RuntimeLine } from '../driver.ts'
import type { AppScript } from './app-run.ts'
import type { ScriptedStep } from './build-script.ts'
import { Builder, type OnOutput } from './builder.ts'
import { type Clock, systemClock } from './clock.ts'
import type { MemoryContainer } from './container.ts'
import { MemoryWorld } from './world.ts'

export interface MemoryRuntimeSettings {
  readonly clock?: Clock
  /** What the app of an instance does. One that answers at once and runs on, when absent. */
  readonly appOf?: (spec: InstanceSpec) => AppScript
  /** What a build does; its Dockerfile is read when absent. Null for a Dockerfile that cannot be read. */
  readonly buildOf?: (spec: BuildSpec) => readonly ScriptedStep[] | null
  /** Hears of each verb before it begins and after its effect is there. May wait or throw, as a sick engine would. */
  readonly meddle?: (moment: VerbMoment) => Promise<void> | void
}

export interface VerbMoment {
  readonly verb: keyof Runtime
  readonly at: 'before' | 'after'
  /** The instance, preview, build or image it is about; empty for lists. */
  readonly subject: string
}

export class MemoryRuntime implements Runtime {
  readonly world: MemoryWorld
  readonly #builder: Builder
  readonly #meddle: (moment: VerbMoment) => Promise<void> | void

  constructor(settings: MemoryRuntimeSettings = {}) {
    const { clock = systemClock, appOf = () => ({}), buildOf, meddle = () => undefined } = settings
    this.world = new MemoryWorld(clock, appOf)
    this.#builder = new Builder(clock, buildOf)
    this.#meddle = meddle
  }

  info(signal: AbortSignal) {
    return this.#verb('info', '', signal, () => ({
      name: 'memory',
      version: '1',
      apiVersion: '1',
      operatingSystem: 'none',
      cgroupVersion: '2' as const,
      cpus: 2,
      memoryBytes: 8 * 1024 ** 3,
      storageDriver: 'memory',
      rootless: true,
      sameHost: true,
      parallelBuilds: true,
    }))
  }

  diskUse(signal: AbortSignal) {
    const { images } = this.world
    return this.#verb('diskUse', '', signal, () => ({
      imagesBytes: [...images.values()].reduce((total, image) => total + image.sizeBytes, 0),
      buildCacheBytes: 0,
      containersBytes: 0,
    }))
  }

  ensureBase(name: string, version: string, signal: AbortSignal) {
    return this.#verb('ensureBase', name, signal, () => `kapsules/${name}:${version}`)
  }

  build(spec: BuildSpec, onOutput: OnOutput, signal: AbortSignal) {
    return this.#verb('build', spec.buildId, signal, async (): Promise<BuildResult> => {
      const played = await this.#builder.play(spec, onOutput, signal)
      if (!played.ok) return played
      const imageId = `sha256:${this.world.nextId('image')}`
      const sizeBytes = spec.files.reduce((total, file) => total + file.content.length, 0)
      const createdAt = this.world.clock.now()
      this.world.images.set(imageId, { imageId, buildId: spec.buildId, tags: [spec.tag], sizeBytes, createdAt })
      return { ok: true, image: { imageId, sizeBytes } }
    })
  }

  launch(spec: InstanceSpec, signal: AbortSignal) {
    return this.#verb('launch', spec.instanceId, signal, () => {
      const container = this.world.containers.get(spec.instanceId) ?? this.world.create(spec)
      this.world.start(container)
      return container.observe()
    })
  }

  pause(instanceId: string, signal: AbortSignal) {
    return this.#verb('pause', instanceId, signal, () => this.#living(instanceId).pause())
  }

  resume(instanceId: string, signal: AbortSignal) {
    return this.#verb('resume', instanceId, signal, () => this.#living(instanceId).resume())
  }

  end(instanceId: string, graceMs: number, signal: AbortSignal) {
    return this.#verb('end', instanceId, signal, async () => {
      await this.world.containers.get(instanceId)?.stop(graceMs, signal)
      this.world.removeContainer(instanceId)
    })
  }

  ensureNetwork(previewId: string, subnet: string, signal: AbortSignal) {
    return this.#verb('ensureNetwork', previewId, signal, () => this.world.ensureNetwork(previewId, subnet))
  }

  removeNetwork(previewId: string, signal: AbortSignal) {
    return this.#verb('removeNetwork', previewId, signal, () => {
      if ([...this.world.containers.values()].some((it) => it.up && it.spec.previewId === previewId)) {
        fail('engine-refused', `The network of ${previewId} is in use.`, 'End its instances first.')
      }
      this.world.networks.delete(previewId)
    })
  }

  removeImage(ref: string, signal: AbortSignal) {
    return this.#verb('removeImage', ref, signal, () => {
      const image = this.world.findImage(ref)
      if (!image) return
      const names = [image.imageId, ...image.tags]
      if ([...this.world.containers.values()].some((it) => names.includes(it.spec.image))) return
      this.world.images.delete(image.imageId)
    })
  }

  hasImage(ref: string, signal: AbortSignal) {
    return this.#verb('hasImage', ref, signal, () => this.world.findImage(ref) !== undefined)
  }

  listInstances(signal: AbortSignal) {
    return this.#verb('listInstances', '', signal, () => [...this.world.containers.values()].map((it) => it.observe()))
  }

  listNetworks(signal: AbortSignal) {
    return this.#verb('listNetworks', '', signal, () => [...this.world.networks.values()])
  }

  listImages(signal: AbortSignal) {
    return this.#verb('listImages', '', signal, () => [...this.world.images.values()])
  }

  observe(instanceId: string, signal: AbortSignal) {
    return this.#verb('observe', instanceId, signal, () => this.world.containers.get(instanceId)?.observe() ?? null)
  }

  async *followLogs(instanceId: string, sinceMs: number, signal: AbortSignal): AsyncGenerator<RuntimeLine> {
    if (signal.aborted) return
    await this.#meddle({ verb: 'followLogs', at: 'before', subject: instanceId })
    const container = this.#existing(instanceId)
    let next = container.lines.findIndex((line) => line.at >= sinceMs)
    next = next < 0 ? container.lines.length : next
    while (!signal.aborted) {
      const line = container.lines[next]
      if (!line && container.state === 'exited') return
      if (!line) await container.bell.heard(signal)
      else {
        next += 1
        yield line
      }
    }
  }

  tailLogs(instanceId: string, lines: number, signal: AbortSignal) {
    return this.#verb('tailLogs', instanceId, signal, () => this.#existing(instanceId).lines.slice(-lines))
  }

  usage(instanceIds: readonly string[], signal: AbortSignal) {
    return this.#verb('usage', '', signal, () => {
      const containers = instanceIds.map((id) => this.world.containers.get(id)).filter((it) => it?.up === true)
      return new Map(containers.flatMap((it) => (it ? [[it.spec.instanceId, it.usage()] as const] : [])))
    })
  }

  listeners(instanceId: string, signal: AbortSignal) {
    return this.#verb('listeners', instanceId, signal, () => {
      const container = this.world.containers.get(instanceId)
      if (!container?.run || !container.up) return null
      if (!container.run.ready) return []
      return container.run.script.listeners ?? [{ address: '0.0.0.0', port: container.spec.appPort }]
    })
  }

  events(signal: AbortSignal): AsyncGenerator<RuntimeEvent> {
    return this.world.events.listen(signal)
  }

  async #verb<T>(verb: keyof Runtime, subject: string, signal: AbortSignal, effect: () => T | Promise<T>): Promise<T> {
    signal.throwIfAborted()
    await this.#meddle({ verb, at: 'before', subject })
    signal.throwIfAborted()
    const result = await effect()
    await this.#meddle({ verb, at: 'after', subject })
    return result
  }

  #existing(instanceId: string): MemoryContainer {
    return (
      this.world.containers.get(instanceId) ??
      fail('not-found', `The engine has no container for ${instanceId}.`, 'Look at the list of instances.')
    )
  }

  #living(instanceId: string): MemoryContainer {
    const container = this.#existing(instanceId)
    if (container.up) return container
    return fail('engine-refused', `The container of ${instanceId} does not run.`, 'Launch a new instance.')
  }
}
