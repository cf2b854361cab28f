/** From stored files to what the engine builds: the recipe, with base images made sure of, and the build context. */
import ignoring from '@balena/dockerignore'
import type { BaseName, BuildRecipe, DockerfileGenerator, RecipeSettings } from '@kapsules/dockerfile'
import type { ContextFile, Runtime } from '@kapsules/runtime'
import type { StoredFile } from '../store/versions.ts'

/** Makes a generator whose recipes name bases so, and whose build caches are this scope's own. */
export type MakeGenerator = (baseRef: RecipeSettings['baseRef'], cacheScope: string) => DockerfileGenerator

/**
 * Generates the recipe for these files and makes sure of the bases that it names. They nearly always stand on the engine
 * under the name we expect; only if one does not is the recipe generated again. Throws the generator's faults and
 * `base-image-missing`.
 */
export async function makeRecipe(
  files: readonly StoredFile[],
  makeGenerator: (baseRef: RecipeSettings['baseRef']) => DockerfileGenerator,
  runtime: Pick<Runtime, 'ensureBase'>,
  signal: AbortSignal,
): Promise<BuildRecipe> {
  const contents = new Map(files.map((file) => [file.path, file.content]))
  const draft = await makeGenerator(expectedRef).generate(contents)
  const refs = new Map<string, string>()
  for (const { name, version } of draft.bases) {
    refs.set(expectedRef(name, version), await runtime.ensureBase(name, version, signal))
  }
  if ([...refs].every(([expected, ref]) => expected === ref)) return draft
  const actualRef = (name: BaseName, version: string) =>
    refs.get(expectedRef(name, version)) ?? expectedRef(name, version)
  return makeGenerator(actualRef).generate(contents)
}

function expectedRef(name: BaseName, version: string): string {
  return `kapsules/${name}:${version}`
}

/**
 * The build context: the project's files without those that its .dockerignore names, and those that the recipe adds.
 * Engines apply no .dockerignore to a context that is sent to them.
 */
export function makeContext(files: readonly StoredFile[], recipe: BuildRecipe): readonly ContextFile[] {
  const added = new Map(recipe.extraFiles.map(({ path, content }) => [path, Buffer.from(content)]))
  const ignored = readIgnored(files, added)
  const own = files.filter(({ path }) => !added.has(path) && !ignored(path))
  return [...own, ...[...added].map(([path, content]) => ({ path, content, executable: false }))]
}

function readIgnored(files: readonly StoredFile[], added: ReadonlyMap<string, Uint8Array>): (path: string) => boolean {
  const rules = added.get('.dockerignore') ?? files.find(({ path }) => path === '.dockerignore')?.content
  if (!rules) return () => false
  const matcher = ignoring.default({ ignorecase: false }).add(Buffer.from(rules).toString('utf8'))
  return (path) => path !== 'Dockerfile' && matcher.ignores(path)
}
