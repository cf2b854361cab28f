import { FaultError, fail, toFault } from '@kapsules/domain'
import { dockerignore } from './dockerignore.ts'
import { recogniseForeign, recogniseFramework } from './framework.ts'
import { readManifest } from './node/manifest.ts'
import { readNodeProject } from './node/node-project.ts'
import { builtSiteRecipe, nodeServerRecipe } from './node/node-recipe.ts'
import { decideNodeShape } from './node/node-shape.ts'
import { broughtDockerfile } from './own/brought-dockerfile.ts'
import type { FileMap } from './project-files.ts'
import { pythonRecipe } from './python/python-recipe.ts'
import type { BuildRecipe, RecipeSettings } from './recipe.ts'
import { staticFolder, staticSite } from './web/static-site.ts'

/** Decides what a project is and writes the Dockerfile for it. Pure: the same files give the same recipe. */
export class DockerfileGenerator {
  readonly #settings: RecipeSettings

  /** Throws `internal` when a setting could not stand in a Dockerfile. */
  constructor(settings: RecipeSettings) {
    if (!/^[A-Za-z0-9_.-]{1,64}$/.test(settings.cacheScope) || settings.nodeVersions.length === 0) {
      fail('internal', 'The settings for generated Dockerfiles are not usable.', 'Check cacheScope and nodeVersions.')
    }
    this.#settings = settings
  }

  /** Throws a FaultError: `empty-project`, `unrecognised-project` or `invalid-dockerfile`. */
  async generate(files: FileMap): Promise<BuildRecipe> {
    try {
      const recipe = await decide(files, this.#settings)
      return recipe.kind === 'dockerfile'
        ? recipe
        : { ...recipe, extraFiles: [...recipe.extraFiles, dockerignore(files)] }
    } catch (error) {
      throw error instanceof FaultError ? error : new FaultError(toFault(error), { cause: error })
    }
  }
}

async function decide(files: FileMap, settings: RecipeSettings): Promise<BuildRecipe> {
  if (files.size === 0)
    fail('empty-project', 'The project has no files.', 'Deploy at least an index.html or a package.json.')
  if (files.has('Dockerfile')) return broughtDockerfile(files, settings)
  const manifest = readManifest(files)
  const framework = await recogniseFramework(files, manifest)
  const isPython = framework?.useRuntime?.use === '@vercel/python'
  // A framework for Python decides; a mere requirements.txt beside a Node project does not.
  const isNode = manifest !== undefined && !(isPython && framework.runtimeFramework !== true)
  const known = isPython ? undefined : framework
  const shape = isNode ? decideNodeShape({ files, manifest, framework: known }) : undefined
  if (manifest !== undefined && shape !== undefined) {
    const project = readNodeProject(files, manifest, known, settings)
    const recipe =
      shape.runs === 'site'
        ? builtSiteRecipe(project, shape.site, settings)
        : nodeServerRecipe(project, shape.server, settings)
    return { ...recipe, reasons: [...recipe.reasons, shape.reason] }
  }
  const folder = staticFolder(files)
  const python = isPython || folder === undefined ? pythonRecipe(files, settings) : undefined
  if (python !== undefined) return python
  return folder === undefined ? unrecognised(files) : staticSite(settings, folder)
}

async function unrecognised(files: FileMap): Promise<never> {
  const foreign = await recogniseForeign(files)
  const seen = [...files.keys()].sort().slice(0, 10)
  const what =
    foreign === undefined
      ? 'Nothing in the project says how to build or start it.'
      : `This looks like ${foreign}, which cannot be built without a Dockerfile.`
  fail('unrecognised-project', what, hintFor(files, foreign), seen)
}

function hintFor(files: FileMap, foreign: string | undefined): string {
  if (foreign !== undefined) return 'Add a Dockerfile at the root of the project.'
  const roots = new Set([...files.keys()].map((path) => path.split('/')[0]))
  const [root] = roots
  if (roots.size === 1 && root !== undefined && !files.has(root)) {
    return 'All files lie in one folder: deploy the content of that folder, so that package.json or index.html is at the root.'
  }
  if (files.has('package.json'))
    return 'Give package.json a "start" script for a server, or a "build" script for a site.'
  return 'Add an index.html, a package.json with a start or build script, a requirements.txt, or a Dockerfile at the root.'
}
