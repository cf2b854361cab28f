import type { FileMap } from '../project-files.ts'
import { appPort, type BuildRecipe, type RecipeSettings } from '../recipe.ts'
import { nginxStage } from './nginx-stage.ts'

const siteFolders = ['', 'public', 'dist', 'site', 'docs', 'www']

/** The folder whose index.html is the site's first page, '' for the root; undefined when there is none. */
export function staticFolder(files: FileMap): string | undefined {
  return siteFolders.find((folder) => files.has(folder === '' ? 'index.html' : `${folder}/index.html`))
}

/** Files that need no build, served as they are. */
export function staticSite(settings: RecipeSettings, folder: string): BuildRecipe {
  const serving = { fallback: undefined, built: false } as const
  const stage = nginxStage(settings, serving, `COPY ${folder === '' ? '.' : `${folder}/`}`)
  return {
    kind: 'static',
    framework: 'Static files',
    dockerfile: `${stage.lines.join('\n')}\n`,
    extraFiles: [stage.extraFile],
    bases: [stage.base],
    port: appPort,
    writablePaths: [],
    dependencyPaths: [],
    reasons: [
      `nginx serves the files as they are, because there is ${folder === '' ? '' : `${folder}/`}index.html and nothing to build`,
    ],
  }
}
