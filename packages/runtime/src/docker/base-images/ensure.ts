import { FaultError, fail, fault } from '@kapsules/domain'
import type Docker from 'dockerode'
import { baseImageFault } from './engine-images.ts'
import type { BaseImageSettings, BaseName } from './settings.ts'
import { SharedRuns } from './shared-runs.ts'
import { BaseSource, baseRef } from './source.ts'

export interface BaseImages {
  /**
   * Makes sure that a base is on the engine under {@link baseRef} and answers that ref. However many ask, it is pulled or
   * made once; what is there already costs an inspection. Throws `base-image-missing`, `engine-unreachable`, or the
   * signal's reason; a failed or stopped making leaves no files and no image.
   */
  ensure(name: BaseName, version: string, signal: AbortSignal): Promise<string>
  /** Versions that {@link ensure} can provide as things are, oldest first. Throws as `ensure` does. */
  list(signal: AbortSignal): Promise<Readonly<Record<BaseName, readonly string[]>>>
}

/** Bases for previews on one engine, pulled from a registry or made from packages. */
export function createBaseImages(engine: Docker, settings: BaseImageSettings): BaseImages {
  const source = new BaseSource(engine, settings)
  const runs = new SharedRuns<void>()
  return {
    async ensure(name, version, signal) {
      const tag = baseRef(settings, name, version)
      if (!/^\d+(\.\d+){0,2}$/.test(version)) {
        fail(
          'base-image-missing',
          `"${version}" is no version of ${name}.`,
          'Versions are numbers, such as 22 or 3.11.',
        )
      }
      await runs.join(tag, signal, (stopped) =>
        bounded(settings.deadlineMs, `The base image ${tag}`, stopped, (both) => source.provide(name, version, both)),
      )
      return tag
    },
    async list(signal) {
      return await bounded(settings.deadlineMs, 'The list of bases', signal, async (both) => ({
        node: await source.versions('node', both),
        nginx: await source.versions('nginx', both),
        python: await source.versions('python', both),
      }))
    },
  }
}

/** Gives work its deadline and turns what it throws into a fault. An abort from outside keeps its own reason. */
async function bounded<T>(ms: number, what: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) {
  const deadline = AbortSignal.timeout(ms)
  try {
    return await work(AbortSignal.any([signal, deadline]))
  } catch (error) {
    signal.throwIfAborted()
    if (!deadline.aborted) throw baseImageFault(error, what)
    const hint = 'Look at the network and the load of the host, then try again; what was downloaded is kept.'
    throw new FaultError(fault('base-image-missing', `${what} was not there after ${ms / 1000} s.`, hint), {
      cause: error,
    })
  }
}
