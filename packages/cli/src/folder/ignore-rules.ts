/** Which files of a folder belong to the project. */
import ignore, { type Ignore } from 'ignore'

/** Never part of a project's source: what package managers and tools put there, and secrets kept out of repositories by convention. */
export const defaultIgnores = [
  'node_modules/',
  'bower_components/',
  '.git',
  '.hg/',
  '.svn/',
  '.kapsules/',
  '.DS_Store',
  'Thumbs.db',
  '.next/',
  '.nuxt/',
  '.svelte-kit/',
  '.astro/',
  '.turbo/',
  '.parcel-cache/',
  '.venv/',
  'venv/',
  '__pycache__/',
  '*.pyc',
  '.env.local',
  '.env.*.local',
  'npm-debug.log*',
  'yarn-error.log*',
] as const

/** Rules of one folder; paths are given to them relative to that folder. */
interface Scope {
  /** The folder, relative to the project, with a slash at its end; empty for the project itself. */
  readonly folder: string
  readonly rules: Ignore
}

/** The rules in force in a folder: those of the folders above it and its own, which count more. */
export class IgnoreRules {
  readonly #scopes: readonly Scope[]

  private constructor(scopes: readonly Scope[]) {
    this.#scopes = scopes
  }

  /** The rules of a project before its own files are read. `dockerignore` is that file's text, if there is one. */
  static ofProject(dockerignore: string | undefined): IgnoreRules {
    const rules = ignore().add([...defaultIgnores])
    if (dockerignore !== undefined) rules.add(fromDockerignore(dockerignore))
    return new IgnoreRules([{ folder: '', rules }])
  }

  /** The rules with those of a .gitignore in a folder (relative to the project, empty for the project itself). */
  withGitignore(folder: string, text: string): IgnoreRules {
    const scope = { folder: folder === '' ? '' : `${folder}/`, rules: ignore().add(text) }
    return new IgnoreRules([...this.#scopes, scope])
  }

  /** Whether a path, relative to the project, is left out. */
  leavesOut(path: string, kind: 'file' | 'folder'): boolean {
    let leftOut = false
    for (const { folder, rules } of this.#scopes) {
      const { ignored, unignored } = rules.test(path.slice(folder.length) + (kind === 'folder' ? '/' : ''))
      if (ignored) leftOut = true
      else if (unignored) leftOut = false
    }
    return leftOut
  }
}

/**
 * A .dockerignore as lines of a .gitignore. There a pattern speaks of the path from the root, here a bare name speaks of
 * any folder; and the Dockerfile is always sent, whatever the file says, because without it nothing could be built.
 */
export function fromDockerignore(text: string): string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const negated = line.startsWith('!')
      const pattern = (negated ? line.slice(1).trim() : line).replace(/^(\.?\/)+/, '').replace(/\/+$/, '')
      return pattern === '' || pattern === '.' ? '' : `${negated ? '!' : ''}/${pattern}`
    })
    .filter((line) => line !== '')
  return [...lines, '!/Dockerfile', '!/.dockerignore']
}
