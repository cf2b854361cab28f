import type { FileMap } from './project-files.ts'
import { readText } from './project-files.ts'
import type { ExtraFile } from './recipe.ts'

const usual = ['node_modules', '**/node_modules', '.git', '.venv', 'venv', '__pycache__', '**/__pycache__', '.DS_Store']

/** The root's .dockerignore: the project's own, or a usual one, and never without what our Dockerfiles copy. */
export function dockerignore(files: FileMap): ExtraFile {
  const own = readText(files, '.dockerignore')
    ?.replace(/^\uFEFF/, '')
    .trimEnd()
  const needed = ['!.kapsules', '!package.json', '!requirements.txt', '!pyproject.toml', '!*lock*', '!.npmrc']
  return {
    path: '.dockerignore',
    content: `${[own ?? usual.join('\n'), ...(own === undefined ? [] : needed)].join('\n')}\n`,
  }
}
