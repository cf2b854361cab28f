import { FaultError, fault } from '@kapsules/domain'
import type Docker from 'dockerode'
import { baseImageFault, findImage, removeReplaced, unlessAborted } from './engine-images.ts'
import { LocalMaker } from './make-locally.ts'
import { Registry, registryRef } from './registry.ts'
import { type BaseImageSettings, type BaseName, registryVersions } from './settings.ts'

/** What a Dockerfile says after FROM. It is the same wherever the base comes from, so a Dockerfile never depends on that. */
export function baseRef(settings: Pick<BaseImageSettings, 'repository'>, name: BaseName, version: string): string {
  return `${settings.repository}/${name}:${version}`
}

/** Decides where a base comes from. */
export class BaseSource {
  readonly #engine: Docker
  readonly #settings: BaseImageSettings
  readonly #registry: Registry
  readonly #local: LocalMaker

  constructor(engine: Docker, settings: BaseImageSettings) {
    this.#engine = engine
    this.#settings = settings
    this.#registry = new Registry(engine, settings)
    this.#local = new LocalMaker(engine, settings)
  }

  async provide(name: BaseName, version: string, signal: AbortSignal): Promise<void> {
    const { source } = this.#settings
    if (await this.#isThere(name, version, signal)) return
    if (source === 'local') await this.#local.make(name, version, this.#ref(name, version), signal)
    else if (source === 'registry') await this.#pull(name, version, signal)
    else await this.#pullOrMake(name, version, signal)
  }

  async versions(name: BaseName, signal: AbortSignal): Promise<readonly string[]> {
    const { source } = this.#settings
    if (source === 'local') return await this.#local.versions(name, signal)
    if (source === 'registry') return registryVersions[name]
    const [example = ''] = registryVersions[name]
    const answers = await this.#registry.answers(registryRef(this.#settings, name, example), signal)
    return answers ? registryVersions[name] : await this.#local.versions(name, signal)
  }

  #ref(name: BaseName, version: string): string {
    return baseRef(this.#settings, name, version)
  }

  /** Whether the ref for Dockerfiles already names what would be provided. */
  async #isThere(name: BaseName, version: string, signal: AbortSignal): Promise<boolean> {
    const { source } = this.#settings
    const here = await findImage(this.#engine, this.#ref(name, version), signal)
    if (here === undefined) return false
    if (source !== 'local') {
      const pulled = await findImage(this.#engine, registryRef(this.#settings, name, version), signal)
      if (pulled?.id === here.id) return true
    }
    return source !== 'registry' && (await this.#local.isCurrent(name, here, signal))
  }

  /** Pulls the base unless its own ref is there, and gives it the name that Dockerfiles use. */
  async #pull(name: BaseName, version: string, signal: AbortSignal): Promise<void> {
    const ref = registryRef(this.#settings, name, version)
    if ((await findImage(this.#engine, ref, signal)) === undefined) await this.#registry.pull(ref, signal)
    const before = await findImage(this.#engine, this.#ref(name, version), signal)
    const tag = { repo: `${this.#settings.repository}/${name}`, tag: version, abortSignal: signal }
    await unlessAborted(this.#engine.getImage(ref).tag(tag), signal)
    if (before !== undefined) await removeReplaced(this.#engine, before.id, signal)
  }

  async #pullOrMake(name: BaseName, version: string, signal: AbortSignal): Promise<void> {
    const ref = registryRef(this.#settings, name, version)
    const pulled = (await findImage(this.#engine, ref, signal)) !== undefined
    const unpulled =
      pulled || (await this.#registry.answers(ref, signal))
        ? await this.#pull(name, version, signal).then(() => undefined, onlyFault)
        : new FaultError(fault('base-image-missing', `The registry of ${ref} does not answer.`, ''))
    if (unpulled === undefined) return
    signal.throwIfAborted()
    try {
      await this.#local.make(name, version, this.#ref(name, version), signal)
    } catch (error) {
      signal.throwIfAborted()
      throw bothFailed(`The base image ${this.#ref(name, version)}`, unpulled, error)
    }
  }
}

function onlyFault(error: unknown): FaultError {
  if (error instanceof FaultError) return error
  throw error
}

function bothFailed(what: string, unpulled: FaultError, error: unknown): FaultError {
  const unmade = baseImageFault(error, what)
  const evidence = [unpulled, unmade].flatMap(({ fault: { message, evidence } }) => [message, ...evidence])
  const message = `${what} could neither be pulled nor made here.`
  return new FaultError(fault('base-image-missing', message, unmade.fault.hint, evidence), { cause: unmade })
}
