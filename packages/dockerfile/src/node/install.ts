import type { FileMap } from '../project-files.ts'
import { hasFolder, readText } from '../project-files.ts'
import type { ExtraFile } from '../recipe.ts'
import { installManifest, type Manifest, parseJsonObject } from './manifest.ts'
import { isYarnBerry, type NodeManagerName, type PackageManager } from './package-manager.ts'

/** What a package manager is told. Every word here is ours; nothing of it comes from a project. */
interface Commands {
  readonly exact: string
  readonly loose: string
  readonly prune: string
  readonly run: (script: string) => string
  readonly startWords: readonly string[]
  /** Where installing and pruning keep what they download; scripts run without it. */
  readonly cache?: string
  readonly env: readonly string[]
  /** Managers that may not share a cache between two installs at once lock the mount. */
  readonly locksCache?: true
}

const commands: Readonly<Record<NodeManagerName | 'berry', Commands>> = {
  npm: {
    exact: 'npm ci --cache /cache/npm',
    loose: 'npm install --cache /cache/npm',
    prune: 'npm prune --omit=dev',
    run: (script) => `npm run ${script}`,
    startWords: ['npm', 'run'],
    env: [],
  },
  pnpm: {
    exact: 'CI=true pnpm install --frozen-lockfile --store-dir /cache/pnpm',
    loose: 'CI=true pnpm install --no-frozen-lockfile --store-dir /cache/pnpm',
    prune: 'CI=true pnpm prune --prod --ignore-scripts',
    run: (script) => `pnpm run ${script}`,
    startWords: ['pnpm', 'run'],
    env: ['npm_config_verify_deps_before_run=false'],
  },
  yarn: {
    exact: 'yarn install --frozen-lockfile --non-interactive',
    loose: 'yarn install --non-interactive',
    prune: 'yarn install --production --ignore-scripts --prefer-offline --non-interactive',
    run: (script) => `yarn run ${script}`,
    startWords: ['yarn', 'run'],
    cache: 'YARN_CACHE_FOLDER=/cache/yarn',
    env: [],
    locksCache: true,
  },
  berry: {
    exact: 'yarn install --immutable',
    loose: 'yarn install --no-immutable',
    prune: 'yarn workspaces focus --production',
    run: (script) => `yarn run ${script}`,
    startWords: ['yarn', 'run'],
    cache: 'YARN_GLOBAL_FOLDER=/cache/yarn',
    env: ['YARN_NODE_LINKER=node-modules', 'YARN_ENABLE_TELEMETRY=0'],
  },
  bun: {
    exact: 'bun install --frozen-lockfile',
    loose: 'bun install',
    prune: 'rm -rf node_modules && bun install --production --ignore-scripts',
    run: (script) => `bun run ${script}`,
    startWords: ['bun', 'run'],
    cache: 'BUN_INSTALL_CACHE_DIR=/cache/bun',
    env: [],
  },
}

/** The commands of a project's package manager. */
export function commandsOf(manager: PackageManager): Commands {
  return commands[isYarnBerry(manager) ? 'berry' : manager.name]
}

/** The shell line that installs what the lockfile says, or what the manifest says when the two do not agree. */
export function installLine(manager: PackageManager): string {
  const { exact, loose, cache } = commandsOf(manager)
  const setCache = cache === undefined ? '' : `export ${cache} && `
  if (manager.lockfile === undefined) return setCache + loose
  const notice = `${manager.lockfile} cannot be installed as it is: installing by package.json instead`
  return `${setCache}${exact} || { echo 'kapsules: ${notice}'; ${loose}; }`
}

/** The shell line that leaves only what is needed to run. */
export function pruneLine(manager: PackageManager): string {
  const { prune, cache } = commandsOf(manager)
  return cache === undefined ? prune : `export ${cache} && ${prune}`
}

/** The npm package that brings the manager; undefined for npm itself. */
export function managerPackage(manager: PackageManager): string | undefined {
  if (manager.version === undefined) return undefined
  return `${isYarnBerry(manager) ? '@yarnpkg/cli-dist' : manager.name}@${manager.version}`
}

/** Files beside package.json and the lockfile that an installation reads. All are names of ours. */
const settingsFiles = ['.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', '.yarnrc', '.yarnrc.yml', 'bunfig.toml']
const settingsFolders = ['patches', '.yarn/releases', '.yarn/plugins', '.yarn/patches']

/** Where the reduced manifests lie in the build context. */
export const manifestFolder = '.kapsules/manifests'

export interface InstallInputs {
  /** The project's files that decide what is installed. */
  readonly dependencyPaths: readonly string[]
  /** Single files and folders to copy into the dependency layer, by fixed names. */
  readonly copiedFiles: readonly string[]
  readonly copiedFolders: readonly string[]
  /** The reduced manifests. */
  readonly extraFiles: readonly ExtraFile[]
  /** Set when a dependency is a path inside the project: then everything is copied before the installation. */
  readonly needsSources: boolean
}

/** What has to be copied before dependencies can be installed, and nothing more. */
export function installInputs(files: FileMap, manifest: Manifest, manager: PackageManager): InstallInputs {
  const lock = manager.lockfile === undefined ? [] : [manager.lockfile]
  const copiedFiles = [...lock, ...settingsFiles.filter((path) => files.has(path))]
  const copiedFolders = settingsFolders.filter((folder) => hasFolder(files, folder))
  const members = isWorkspaceRoot(files, manifest) ? memberManifests(files) : []
  const inFolders = [...files.keys()].filter((path) => copiedFolders.some((folder) => path.startsWith(`${folder}/`)))
  return {
    dependencyPaths: ['package.json', ...members.map(({ path }) => path), ...copiedFiles, ...inFolders.sort()],
    copiedFiles,
    copiedFolders,
    extraFiles: [{ path: 'package.json', content: installManifest(manifest.fields) }, ...members].map(
      ({ path, content }) => ({ path: `${manifestFolder}/${path}`, content }),
    ),
    needsSources: [...manifest.dependencies.values(), ...manifest.devDependencies.values()].some(isLocalPath),
  }
}

/** Whether the project is made of several packages with manifests of their own. */
export function isWorkspaceRoot(files: FileMap, manifest: Manifest): boolean {
  return manifest.hasWorkspaces || /^packages:/m.test(readText(files, 'pnpm-workspace.yaml') ?? '')
}

function memberManifests(files: FileMap): ExtraFile[] {
  const paths = [...files.keys()].filter((path) => path.endsWith('/package.json') && !path.includes('node_modules/'))
  return paths.sort().flatMap((path) => {
    const fields = parseJsonObject(readText(files, path))
    return fields === undefined ? [] : [{ path, content: installManifest(fields) }]
  })
}

function isLocalPath(spec: string): boolean {
  return /^(file:|link:|portal:|\.{1,2}\/)/.test(spec)
}
