import { createHash } from 'node:crypto'
import { fail } from '@kapsules/domain'
import type Docker from 'dockerode'
import { type EngineImage, findImage, removeReplaced, unlessAborted } from './engine-images.ts'
import { finishInContainer } from './finish-in-container.ts'
import { loadImage } from './load-image.ts'
import { nginxRecipe } from './nginx.ts'
import { nodeRecipe } from './node.ts'
import { pythonRecipe } from './python.ts'
import type { Recipe } from './recipe.ts'
import type { BaseImageSettings, BaseName } from './settings.ts'
import { Turnstile } from './shared-runs.ts'
import { readAuthorities } from './skeleton.ts'
import { inWorkshop, type Workshop } from './workshop.ts'

/** Raised when a recipe changes, so that bases of an earlier release are made anew. */
const recipeRevision = 1

const nameLabel = 'kapsules.base'
const inputsLabel = 'kapsules.base.inputs'

const recipes: Readonly<Record<BaseName, Recipe>> = { node: nodeRecipe, nginx: nginxRecipe, python: pythonRecipe }

/** Makes bases from packages and loads them into the engine. One at a time: each is held in memory while it is made. */
export class LocalMaker {
  readonly #engine: Docker
  readonly #settings: Pick<BaseImageSettings, 'cacheDir' | 'caFile'>
  readonly #turnstile = new Turnstile()
  readonly #versions = new Map<BaseName, readonly string[]>()
  readonly #clientConfigs = new Map<BaseName, string>()

  constructor(engine: Docker, settings: Pick<BaseImageSettings, 'cacheDir' | 'caFile'>) {
    this.#engine = engine
    this.#settings = settings
  }

  /** Whether an image was made by the recipe of today, with the host's settings and authorities as they are. */
  async isCurrent(name: BaseName, image: EngineImage, signal: AbortSignal): Promise<boolean> {
    if (image.labels[nameLabel] !== name) return false
    return image.labels[inputsLabel] === (await this.#inputs(name, signal))
  }

  /** Versions that can be made here, oldest first. Throws `base-image-missing` when the host cannot say. */
  async versions(name: BaseName, signal: AbortSignal): Promise<readonly string[]> {
    return this.#versions.get(name) ?? (await this.#inWorkshop(signal, (shop) => this.#versionsOf(name, shop)))
  }

  /** Makes a base and loads it as `tag`. Throws a fault, what the engine throws, or the signal's reason. */
  make(name: BaseName, version: string, tag: string, signal: AbortSignal): Promise<void> {
    const made = this.#turnstile.pass(async () => {
      signal.throwIfAborted()
      await this.#inWorkshop(signal, async (shop) => {
        const known = await this.#versionsOf(name, shop)
        if (!known.includes(version)) refuseVersion(name, version, known)
        await this.#load(name, version, tag, shop)
      })
    })
    // who waits in line leaves when stopped; a making under way cleans up behind itself
    return unlessAborted(made, signal)
  }

  async #load(name: BaseName, version: string, tag: string, shop: Workshop): Promise<void> {
    const labels = { [nameLabel]: name, [inputsLabel]: await this.#inputs(name, shop.signal) }
    const { tree, config, finish } = await recipes[name].make(
      version,
      await this.#clientConfig(name, shop.signal),
      shop,
    )
    const labelled = { ...config, Labels: labels }
    const target = { engine: this.#engine, architecture: shop.architecture }
    if (finish) await finishInContainer(target, finish, tree, labelled, tag, shop.signal)
    const before = await findImage(this.#engine, tag, shop.signal)
    await loadImage(target, tree, labelled, tag, shop.signal)
    if (before?.labels[nameLabel] === name) await removeReplaced(this.#engine, before.id, shop.signal)
  }

  async #versionsOf(name: BaseName, shop: Workshop): Promise<readonly string[]> {
    const known = this.#versions.get(name) ?? (await recipes[name].versions(shop))
    this.#versions.set(name, known)
    return known
  }

  async #clientConfig(name: BaseName, signal: AbortSignal): Promise<string> {
    const known = this.#clientConfigs.get(name) ?? (await recipes[name].clientConfig(signal))
    this.#clientConfigs.set(name, known)
    return known
  }

  async #inputs(name: BaseName, signal: AbortSignal): Promise<string> {
    const hash = createHash('sha256').update(`${recipeRevision}\n`)
    hash.update(await this.#clientConfig(name, signal)).update('\n')
    hash.update(await readAuthorities(this.#settings.caFile))
    return hash.digest('hex')
  }

  async #inWorkshop<T>(signal: AbortSignal, work: (shop: Workshop) => Promise<T>): Promise<T> {
    const { cacheDir, caFile } = this.#settings
    const { Arch: architecture } = await unlessAborted(this.#engine.version(), signal)
    return await inWorkshop(cacheDir, (folder) => work({ folder, cacheDir, architecture, caFile, signal }))
  }
}

function refuseVersion(name: BaseName, version: string, known: readonly string[]): never {
  fail(
    'base-image-missing',
    `A base for ${name} ${version} cannot be made on this host.`,
    `Use ${name} ${known.join(', ')}, or let bases be pulled from a registry.`,
  )
}
