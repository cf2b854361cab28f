/**
 * The cheapest way from a project's files to a running version, with its reason.
 *   reuse    an image of exactly these files exists: nothing is built
 *   layered  the dependencies are those of an earlier build: only the app's layer is built
 *   full     nothing to go by, or the dependencies changed
 */
import { diffManifests, type ManifestEntry } from './version.ts'

export type DeployPath = 'reuse' | 'layered' | 'full'

export interface DeployPlan {
  readonly path: DeployPath
  readonly reason: string
}

export interface PlanDeployInput {
  readonly files: readonly ManifestEntry[]
  /** An image of exactly these files, made with the settings in force, is kept. */
  readonly imageKept: boolean
  /** The files and dependency paths of the newest version that was built with success, if any. */
  readonly lastBuilt: { readonly files: readonly ManifestEntry[]; readonly dependencyPaths: readonly string[] } | null
}

/** Decides the path of a deploy. */
export function planDeploy({ files, imageKept, lastBuilt }: PlanDeployInput): DeployPlan {
  if (imageKept) return { path: 'reuse', reason: 'These files were built before and the image is kept.' }
  if (!lastBuilt) return { path: 'full', reason: 'This is the first build of this preview.' }
  const { added, changed, removed } = diffManifests(lastBuilt.files, files)
  const dependencies = new Set(lastBuilt.dependencyPaths)
  const touched = [...added, ...changed, ...removed]
  const touchedDependency = touched.find((path) => dependencies.has(path) || looksLikeDependencyFile(path))
  if (touchedDependency !== undefined)
    return { path: 'full', reason: `The dependencies may have changed: ${touchedDependency} differs.` }
  return { path: 'layered', reason: `${count(touched.length, 'file')} changed and no dependency did.` }
}

/** A manifest or lockfile that the last build did not have, so it is not among its dependency paths. */
function looksLikeDependencyFile(path: string): boolean {
  return /(^|\/)(package(-lock)?\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|yarn\.lock|bun\.lockb?|\.npmrc|\.yarnrc(\.yml)?|requirements[^/]*\.txt|pyproject\.toml|poetry\.lock|uv\.lock|Dockerfile)$/.test(
    path,
  )
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
