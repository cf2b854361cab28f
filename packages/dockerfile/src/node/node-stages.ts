import { createHash } from 'node:crypto'
import { buildTrust, cacheFolder, cacheMount, nodeRoots } from '../build-stage-env.ts'
import type { RecipeSettings } from '../recipe.ts'
import { commandsOf, installLine, managerPackage, manifestFolder, pruneLine } from './install.ts'
import { installManifest } from './manifest.ts'
import type { NodeProject } from './node-project.ts'
import type { BuildCache } from './node-shape.ts'

const quietTools = [
  'ASTRO_TELEMETRY_DISABLED=1',
  'GATSBY_TELEMETRY_DISABLED=1',
  'NEXT_TELEMETRY_DISABLED=1',
  'NUXT_TELEMETRY_DISABLED=1',
  'STORYBOOK_DISABLE_TELEMETRY=1',
  'NG_CLI_ANALYTICS=false',
  'DO_NOT_TRACK=1',
  'HUSKY=0',
]

/** The user that builds and runs; a number, so that an image without the name knows it too. */
export const appUser = '1000:1000'

/**
 * Stage `tools`: Node with the project's package manager, and a folder for the app that the building user owns. It is
 * the same for all projects with the same versions.
 */
export function toolsStage(project: NodeProject, settings: RecipeSettings): string[] {
  const env = [
    'HOME=/tmp',
    'npm_config_cache=/tmp/.npm',
    'npm_config_prefer_offline=true',
    // a line that went dead is given up after a minute instead of five, and tried again
    'npm_config_fetch_timeout=60000',
    'npm_config_fetch_retries=4',
    'npm_config_audit=false',
    'npm_config_fund=false',
    'npm_config_update_notifier=false',
    ...commandsOf(project.manager).env,
  ]
  const tool = managerPackage(project.manager)
  return [
    `FROM ${project.base.ref} AS tools`,
    'WORKDIR /app',
    ...buildTrust(settings, nodeRoots).lines,
    ...(tool === undefined ? [] : [`RUN npm install --global ${tool} && rm -rf /root/.npm`]),
    `RUN chown ${appUser} /app`,
    `ENV ${env.join(' ')}`,
    `ENV ${quietTools.join(' ')}`,
    `USER ${appUser}`,
  ]
}

/** Stage `deps`: what is installed, decided by the manifests and the lockfile alone. */
export function depsStage(project: NodeProject, settings: RecipeSettings): string[] {
  const { inputs, manager } = project
  const copies = inputs.needsSources
    ? [`COPY --chown=${appUser} . .`]
    : [
        `COPY --chown=${appUser} ${manifestFolder}/ ./`,
        ...(inputs.copiedFiles.length > 0 ? [`COPY --chown=${appUser} ${inputs.copiedFiles.join(' ')} ./`] : []),
        ...inputs.copiedFolders.map((folder) => `COPY --chown=${appUser} ${folder} ./${folder}`),
      ]
  // A lockfile that cannot be installed may leave half of node_modules behind; `mkdir` serves installs of nothing.
  const install = `RUN ${mountOf(project, settings)} ${installLine(manager)} && mkdir -p node_modules`
  return ['FROM tools AS deps', ...copies, install]
}

/** Stage `production`: what was installed without the packages for development. */
export function productionStage(project: NodeProject, settings: RecipeSettings): string[] {
  const prune = pruneLine(project.manager)
  return ['FROM deps AS production', `RUN ${mountOf(project, settings)} ${prune} && mkdir -p node_modules`]
}

export interface BuildOptions {
  /** `borrowed`: node_modules is only lent to the build, so that the stage's /app can be copied without it. */
  readonly dependencies: 'borrowed' | 'kept'
  /** Commands of ours that follow the build. */
  readonly after?: readonly string[]
  readonly env?: readonly string[]
  readonly cache?: BuildCache | undefined
}

/** Stage `build`: the project's own install scripts, which the dependency layer left out, and its build. */
export function buildStage(project: NodeProject, settings: RecipeSettings, options: BuildOptions): string[] {
  const { dependencies, after = [], env = [], cache } = options
  const borrows = project.installs && dependencies === 'borrowed'
  const lent = '--mount=type=bind,from=deps,source=/app/node_modules,target=/app/node_modules,rw'
  const cached = cache === undefined ? undefined : cachedBuild(cache, project, settings)
  const mounts = [...(borrows ? [lent] : []), ...(cached === undefined ? [] : [cached.mount])]
  const steps = [...(cached?.before ?? []), ...buildSteps(project), ...(cached?.after ?? []), ...after]
  return [
    `FROM ${project.installs && !borrows ? 'deps' : 'tools'} AS build`,
    `ENV ${['PATH=/app/node_modules/.bin:$PATH', 'FORCE_COLOR=1', ...env].join(' ')}`,
    `COPY --chown=${appUser} . .`,
    ...(steps.length > 0 ? [`RUN ${[...mounts, steps.join(' && ')].join(' ')}`] : []),
  ]
}

/** Projects with other dependencies get another cache: what it holds was made by them. */
function cachedBuild(
  { name, output, lasting, forget }: BuildCache,
  { manifest }: NodeProject,
  settings: RecipeSettings,
) {
  const fingerprint = createHash('sha256').update(installManifest(manifest.fields)).digest('hex').slice(0, 12)
  const id = `${name}-${fingerprint}`
  const [folder, link] = [cacheFolder(id), `${output}/${lasting}`]
  return {
    mount: cacheMount(id, settings, 'private'),
    before: [`rm -rf ${output} ${folder}/${forget}`, `mkdir -p ${output}`, `ln -s ${folder} ${link}`],
    after: [`rm ${link}`],
  }
}

/** Whether there is anything to do between installing and running. */
export function hasBuildSteps(project: NodeProject): boolean {
  return buildSteps(project).length > 0
}

function buildSteps({ manifest, manager, framework }: NodeProject): string[] {
  const { run } = commandsOf(manager)
  const lifecycle = ['postinstall', 'prepare'].filter((name) => manifest.scripts.has(name)).map(run)
  const preset = framework?.settings.buildCommand
  if (manifest.scripts.has('build') && preset?.ignorePackageJsonScript !== true) return [...lifecycle, run('build')]
  return preset?.value ? [...lifecycle, preset.value] : lifecycle
}

function mountOf({ manager }: NodeProject, settings: RecipeSettings): string {
  return cacheMount(manager.name, settings, commandsOf(manager).locksCache ? 'locked' : undefined)
}
