import type { RecipeSettings } from '../recipe.ts'
import { appPort } from '../recipe.ts'
import { execForm } from '../safe-text.ts'
import { commandsOf } from './install.ts'
import type { NodeProject } from './node-project.ts'
import type { NodeServer } from './node-shape.ts'
import { appUser, buildStage, depsStage, hasBuildSteps, productionStage, toolsStage } from './node-stages.ts'
import { isYarnBerry } from './package-manager.ts'

/**
 * How the app gets into the last stage. `output`: only what the build made, which runs by itself. `whole`: /app as
 * the build left it, because building changed what was installed. `parts`: dependencies and app as layers of their
 * own, so that an edited source file moves only the small one.
 */
type Packing = 'output' | 'whole' | 'parts'

/** The stages of a server's Dockerfile. The last one holds as little as the way it is built and started allows. */
export function serverStages(project: NodeProject, server: NodeServer, settings: RecipeSettings): string[][] {
  const { installs } = project
  const packing = packingOf(project, server)
  const builds = packing === 'whole' || hasBuildSteps(project)
  const prunes = packing === 'parts' && installs && canPrune(project, server)
  const dependencies = packing === 'whole' || project.buildTouchesDependencies ? 'kept' : 'borrowed'
  return [
    ...(installs || builds || startsByTool(project, server) ? [toolsStage(project, settings)] : []),
    ...(installs ? [depsStage(project, settings)] : []),
    ...(prunes ? [productionStage(project, settings)] : []),
    ...(builds
      ? [buildStage(project, settings, { dependencies, env: server.buildEnv ?? [], cache: server.buildCache })]
      : []),
    finalStage(project, server, [
      ...(packing === 'parts' && installs
        ? [`COPY --from=${prunes ? 'production' : 'deps'} /app/node_modules ./node_modules`]
        : []),
      ...appCopies(server, builds),
    ]),
  ]
}

function packingOf(project: NodeProject, server: NodeServer): Packing {
  if (server.copies !== undefined) return 'output'
  // Yarn 2 and later runs scripts only beside the state files of its installation.
  const needsYarnState = isYarnBerry(project.manager) && (hasBuildSteps(project) || server.start.via === 'manager')
  return project.installs && (project.buildTouchesDependencies || needsYarnState) ? 'whole' : 'parts'
}

function appCopies({ copies }: NodeServer, builds: boolean): string[] {
  if (copies !== undefined) return copies.map(({ from, to }) => `COPY --from=build /app/${from} ./${to}`)
  return [builds ? 'COPY --from=build /app ./' : 'COPY . .']
}

/** Whether packages for development can be left out: only when it is plain that the start needs none of them. */
function canPrune({ manifest, files }: NodeProject, { start }: NodeServer): boolean {
  if (start.via !== 'node' || manifest.devDependencies.size === 0) return false
  const isNextWithTypedConfig = files.has('next.config.ts') || files.has('next.config.mts')
  const starters = start.words.map((word) => word.replace(/^node_modules\//, '').split('/')[0] ?? word)
  return !isNextWithTypedConfig && !starters.some((word) => manifest.devDependencies.has(word))
}

/** Whether the last stage needs a package manager that does not come with Node. */
function startsByTool({ manager }: NodeProject, { start }: NodeServer): boolean {
  return start.via === 'manager' && manager.name !== 'npm'
}

function finalStage(project: NodeProject, server: NodeServer, copies: readonly string[]): string[] {
  const { start, env = [] } = server
  const scripted = start.via === 'manager'
  const words = scripted ? [...commandsOf(project.manager).startWords, ...start.words] : start.words
  const listens = ['NODE_ENV=production', `PORT=${appPort}`, 'HOST=0.0.0.0', 'HOSTNAME=0.0.0.0', 'HOME=/tmp']
  const npmEnv = scripted ? ['npm_config_cache=/tmp/.npm', 'npm_config_update_notifier=false'] : []
  return [
    `FROM ${startsByTool(project, server) ? 'tools' : project.base.ref}`,
    'WORKDIR /app',
    ...copies,
    `ENV ${[...listens, 'NEXT_TELEMETRY_DISABLED=1', ...npmEnv, ...env].join(' ')}`,
    `EXPOSE ${appPort}`,
    `USER ${appUser}`,
    'ENTRYPOINT []',
    `CMD ${execForm(words)}`,
  ]
}
