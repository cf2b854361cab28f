/** What the generator would make of a project's files, for those who want to know before they deploy. */

import type { BuildRecipe } from '@kapsules/dockerfile'
import { type Fault, FaultError, type SourceFile } from '@kapsules/domain'
import type { RecipeView } from '../store/views.ts'
import type { MakeGenerator } from './context.ts'

export type Description =
  | { readonly recipe: RecipeView; readonly fault: null }
  | { readonly recipe: null; readonly fault: Fault }

/** Makes the function that describes. Bases are named as if they came from the public registry. */
export function createDescribe(make: MakeGenerator): (files: readonly SourceFile[]) => Promise<Description> {
  const generator = make((name, version) => `${name}:${version}`, 'plan')
  return async (files) => {
    try {
      const contents = new Map(files.map((file) => [file.path, Buffer.from(file.content, file.encoding)]))
      return { recipe: toView(await generator.generate(contents)), fault: null }
    } catch (error) {
      if (error instanceof FaultError) return { recipe: null, fault: error.fault }
      throw error
    }
  }
}

function toView({
  kind,
  framework,
  dockerfile,
  port,
  packageManager,
  runtimeVersion,
  reasons,
}: BuildRecipe): RecipeView {
  const { name, version } = packageManager ?? {}
  return {
    kind,
    framework,
    dockerfile,
    port,
    packageManager: name ? (version ? `${name}@${version}` : name) : null,
    runtimeVersion: runtimeVersion ?? null,
    reasons,
  }
}
