import type { Framework } from '@vercel/frameworks'
import type { FileMap } from '../project-files.ts'
import type { BaseImage, RecipeSettings } from '../recipe.ts'
import { type InstallInputs, installInputs, isWorkspaceRoot } from './install.ts'
import { dependsOn, hasDependencies, type Manifest } from './manifest.ts'
import { pickNodeVersion } from './node-version.ts'
import { type PackageManager, pickPackageManager } from './package-manager.ts'

/** Everything the stages of a Node project's Dockerfile are written from. */
export interface NodeProject {
  readonly files: FileMap
  readonly manifest: Manifest
  readonly framework: Framework | undefined
  readonly manager: PackageManager
  readonly base: BaseImage
  readonly inputs: InstallInputs
  readonly installs: boolean
  /** Whether building changes what was installed, or the packages of a workspace lie beside it. */
  readonly buildTouchesDependencies: boolean
  readonly reasons: readonly string[]
}

/** Reads versions, package manager and dependencies of a project with a package.json. */
export function readNodeProject(
  files: FileMap,
  manifest: Manifest,
  framework: Framework | undefined,
  settings: RecipeSettings,
): NodeProject {
  const node = pickNodeVersion(files, manifest, settings.nodeVersions)
  const manager = pickPackageManager(files, manifest)
  const isWorkspace = isWorkspaceRoot(files, manifest)
  const installs = hasDependencies(manifest) || isWorkspace
  return {
    files,
    manifest,
    framework,
    manager,
    base: { name: 'node', version: node.version, ref: settings.baseRef('node', node.version) },
    inputs: installInputs(files, manifest, manager),
    installs,
    buildTouchesDependencies: isWorkspace || writesIntoDependencies(manifest),
    reasons: [node.reason, ...(installs ? manager.reasons : ['nothing to install: package.json has no dependencies'])],
  }
}

/** Prisma generates its client into node_modules, patch-package edits it, and an own postinstall may do anything. */
function writesIntoDependencies(manifest: Manifest): boolean {
  const generators = ['prisma', '@prisma/client', 'patch-package']
  return manifest.scripts.has('postinstall') || generators.some((name) => dependsOn(manifest, name))
}
