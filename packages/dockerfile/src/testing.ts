import { DockerfileGenerator } from './generator.ts'
import type { FileMap } from './project-files.ts'
import { type BuildRecipe, defaultNodeVersions, type RecipeSettings } from './recipe.ts'

const encoder = new TextEncoder()

/** For tests: settings that name no installation. */
export const testSettings: RecipeSettings = {
  baseRef: (name, version) => `base/${name}:${version}`,
  nodeVersions: defaultNodeVersions,
  pythonVersion: '3.12',
  cacheScope: 'test',
}

/** For tests: a project from texts; what is not text is written as JSON. */
export function projectOf(contents: Readonly<Record<string, unknown>>): FileMap {
  const entries = Object.entries(contents).map(([path, content]) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    return [path, encoder.encode(text)] as const
  })
  return new Map(entries)
}

/** For tests: the recipe of such a project. */
export function recipeOf(
  contents: Readonly<Record<string, unknown>>,
  settings: Partial<RecipeSettings> = {},
): Promise<BuildRecipe> {
  return new DockerfileGenerator({ ...testSettings, ...settings }).generate(projectOf(contents))
}
