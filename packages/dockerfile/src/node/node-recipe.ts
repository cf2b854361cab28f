import { buildTrust, nodeRoots } from '../build-stage-env.ts'
import { dockerfileText } from '../dockerfile-text.ts'
import type { BuildRecipe, RecipeSettings } from '../recipe.ts'
import { appPort } from '../recipe.ts'
import { collectedSite, collectScript, collectScriptPath } from '../web/collect-output.ts'
import { nginxStage } from '../web/nginx-stage.ts'
import type { NodeProject } from './node-project.ts'
import type { NodeServer } from './node-shape.ts'
import { buildStage, depsStage, toolsStage } from './node-stages.ts'
import { serverStages } from './server-stages.ts'
import type { BuiltSite } from './site-output.ts'

/** A site that Node builds and nginx serves: a single-page app with history fallback, or pages. */
export function builtSiteRecipe(project: NodeProject, site: BuiltSite, settings: RecipeSettings): BuildRecipe {
  const collect = `node ${collectScriptPath} ${site.outputs.join(' ')}`
  const serving = { fallback: site.fallback, built: true }
  const nginx = nginxStage(settings, serving, `COPY --from=build /app/${collectedSite}`)
  const stages = [
    toolsStage(project, settings),
    ...(project.installs ? [depsStage(project, settings)] : []),
    buildStage(project, settings, { dependencies: 'kept', after: [collect] }),
    nginx.lines,
  ]
  const parts = commonParts(project, settings)
  return {
    ...parts,
    kind: site.fallback === undefined ? 'static' : 'spa',
    framework: project.framework?.name ?? 'Built site',
    dockerfile: dockerfileText(stages),
    extraFiles: [nginx.extraFile, { path: collectScriptPath, content: collectScript }, ...parts.extraFiles],
    bases: [project.base, nginx.base],
    writablePaths: [],
  }
}

/** A server that Node runs. */
export function nodeServerRecipe(project: NodeProject, server: NodeServer, settings: RecipeSettings): BuildRecipe {
  return {
    ...commonParts(project, settings),
    kind: 'node',
    framework: project.framework?.name ?? 'Node',
    dockerfile: dockerfileText(serverStages(project, server, settings)),
    bases: [project.base],
    writablePaths: (server.writable ?? []).map((folder) => `/app/${folder}`),
  }
}

type CommonParts = Pick<
  BuildRecipe,
  'extraFiles' | 'port' | 'packageManager' | 'runtimeVersion' | 'dependencyPaths' | 'reasons'
>

function commonParts({ manager, base, inputs, installs, reasons }: NodeProject, settings: RecipeSettings): CommonParts {
  const { name, version } = manager
  return {
    extraFiles: [...(installs ? inputs.extraFiles : []), ...buildTrust(settings, nodeRoots).extraFiles],
    port: appPort,
    ...(installs ? { packageManager: version === undefined ? { name } : { name, version } } : {}),
    runtimeVersion: base.version,
    dependencyPaths: installs ? inputs.dependencyPaths : [],
    reasons,
  }
}
