/** From stored files to what the engine builds: the recipe, with base images made sure of, and the build context. */
import type { BaseName, BuildRecipe, DockerfileGenerator, RecipeSettings } from '@kapsules/dockerfile'
import type { ContextFile, Runtime } from '@kapsules/runtime'
import type { StoredFile } from '../store/versions.ts'

/** Makes a generator whose recipes name bases so, and whose build caches are this scope's own. */
export type MakeGenerator = (baseRef: RecipeSettings['baseRef'], cacheScope: string) => DockerfileGenerator

/**
 * Generates the recipe for these files. It is generated twice: the first time to learn which bases it needs, the second
 * time with the names under which they stand on the engine. Throws the generator's faults and `base-image-missing`.
 */
export async function makeRecipe(
  files: readonly StoredFile[],
  makeGenerator: (baseRef: RecipeSettings['baseRef']) => DockerfileGenerator,
  runtime: Pick<Runtime, 'ensureBase'>,
  signal: AbortSignal,
): Promise<BuildRecipe> {
  const contents = new Map(files.map((file) => [file.path, file.content]))
  const draft = await makeGenerator((name, version) => `${name}:${version}`).generate(contents)
  const refs = new Map<string, string>()
  for (const base of draft.bases)
    refs.set(baseKey(base.name, base.version), await runtime.ensureBase(base.name, base.version, signal))
  return makeGenerator((name, version) => refs.get(baseKey(name, version)) ?? `${name}:${version}`).generate(contents)
}

function baseKey(name: BaseName, version: string): string {
  return `${name}:${version}`
}

/** The build context: the project's files, and those that the recipe adds. */
export function makeContext(files: readonly StoredFile[], recipe: BuildRecipe): readonly ContextFile[] {
  const encoder = new TextEncoder()
  const added = recipe.extraFiles.map(({ path, content }) => ({
    path,
    content: encoder.encode(content),
    executable: false,
  }))
  return [...files, ...added]
}
