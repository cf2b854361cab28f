import { FaultError, fault } from '@kapsules/domain'
import type Docker from 'dockerode'
import { followProgress, unlessAborted } from './engine-images.ts'
import type { BaseImageSettings, BaseName } from './settings.ts'

/** A pull that shows no progress for this long has stalled, in ms. */
const stallMs = 30_000

/** What the engine says of a registry that it spoke to and that does not give the image. */
const registryAnswered = /denied|unauthorized|not found|manifest unknown|no basic auth|forbidden/i

type RegistrySettings = Pick<BaseImageSettings, 'registryUrl' | 'refs' | 'reachDeadlineMs' | 'reachMemoryMs'>

/** The ref that a base has in the registry. A scheme and a slash at the end of the registry's address do not matter. */
export function registryRef(settings: RegistrySettings, name: BaseName, version: string): string {
  const ref = settings.refs[name].replaceAll('{version}', version)
  const registry = settings.registryUrl?.replace(/^[a-z]+:\/\//, '').replace(/\/+$/, '')
  return registry ? `${registry}/${ref}` : ref
}

/** Registries as the engine reaches them; remembers for a while which of them answered. */
export class Registry {
  readonly #engine: Docker
  readonly #settings: RegistrySettings
  readonly #asked = new Map<string, { readonly at: number; readonly answers: boolean }>()

  constructor(engine: Docker, settings: RegistrySettings) {
    this.#engine = engine
    this.#settings = settings
  }

  /** Whether the registry of a ref answers at all, also when it has no such image. Throws only the signal's reason. */
  async answers(ref: string, signal: AbortSignal): Promise<boolean> {
    const known = this.#asked.get(hostOf(ref))
    if (known && performance.now() - known.at < this.#settings.reachMemoryMs) return known.answers
    const soon = AbortSignal.any([signal, AbortSignal.timeout(this.#settings.reachDeadlineMs)])
    const answers = await unlessAborted(this.#engine.getImage(ref).distribution(), soon).then(
      () => true,
      (error: unknown) => error instanceof Error && registryAnswered.test(error.message),
    )
    signal.throwIfAborted()
    this.#asked.set(hostOf(ref), { at: performance.now(), answers })
    return answers
  }

  /** Pulls a ref. Throws `base-image-missing` when it stalls or fails, or the signal's reason. */
  async pull(ref: string, signal: AbortSignal): Promise<void> {
    const stalled = new AbortController()
    const stall = setTimeout(() => stalled.abort(new Error(`no progress for ${stallMs / 1000} s`)), stallMs)
    const either = AbortSignal.any([signal, stalled.signal])
    try {
      const answer: NodeJS.ReadableStream = await this.#engine.pull(ref, { abortSignal: either })
      await followProgress(answer, either, () => stall.refresh())
    } catch (error) {
      signal.throwIfAborted()
      throw pullFault(ref, stalled.signal.aborted ? stalled.signal.reason : error)
    } finally {
      clearTimeout(stall)
    }
  }
}

/** The registry that a ref names; a first part without dot or port is a path on the public one. */
function hostOf(ref: string): string {
  const first = ref.slice(0, ref.indexOf('/'))
  return /[.:]|^localhost$/.test(first) ? first : ''
}

function pullFault(ref: string, error: unknown): FaultError {
  const text = error instanceof Error ? error.message : String(error)
  const hint = 'Check that the engine reaches the registry and that it has this image, or let bases be made locally.'
  return new FaultError(fault('base-image-missing', `The image ${ref} could not be pulled.`, hint, [text]), {
    cause: error,
  })
}
