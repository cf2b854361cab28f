import type { FileMap } from '../project-files.ts'
import { readText } from '../project-files.ts'

/** The object (or the function that makes it) which a Python server is given. */
export interface AppObject {
  readonly path: string
  /** Folder to import from, '' for the root. */
  readonly folder: string
  readonly module: string
  readonly name: string
  readonly isFactory: boolean
}

const usualNames = ['main', 'app', 'wsgi', 'asgi', 'server', 'api', 'application', 'run', 'index', '__init__']
const maxSources = 300

/** Looks for `<name> = <Class>(...)` or `def create_app(...)` at the top level of the sources, usual places first. */
export function findAppObject(files: FileMap, className: 'Flask' | 'FastAPI' | 'Starlette'): AppObject | undefined {
  const assigned = new RegExp(
    `^([A-Za-z_]\\w{0,60})[ \\t]*(?::[ \\t]*[\\w.]{1,60}[ \\t]*)?=[ \\t]*(?:\\w{1,30}\\.)?${className}\\(`,
    'm',
  )
  const factory = /^(?:async )?def ((?:create|make|build)_app)\(/m
  const sources = orderedSources(files)
  for (const [pattern, isFactory] of [
    [assigned, false],
    [factory, true],
  ] as const) {
    for (const path of sources) {
      const name = pattern.exec(readText(files, path) ?? '')?.[1]
      if (name !== undefined) return { path, ...placeOf(path), name, isFactory }
    }
  }
  return undefined
}

/** Whether a path is importable as a module: identifiers all the way. */
export function isModulePath(path: string): boolean {
  return /^(?:[A-Za-z_]\w{0,60}\/){0,4}[A-Za-z_]\w{0,60}\.py$/.test(path)
}

/** The dotted name of a source file. */
export function moduleOf(path: string): string {
  return path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.')
}

function orderedSources(files: FileMap): string[] {
  const sources = [...files.keys()].filter(
    (path) => isModulePath(path) && !/(^|\/)(tests?|venv|migrations)\//.test(path),
  )
  const rank = (path: string) => {
    const name = path.slice(path.lastIndexOf('/') + 1, -3)
    const usual = usualNames.indexOf(name)
    return path.split('/').length * 100 + (usual < 0 ? 99 : usual)
  }
  return sources.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, maxSources)
}

function placeOf(path: string): { folder: string; module: string } {
  const inSrc = path.startsWith('src/') && path !== 'src/__init__.py'
  return inSrc ? { folder: 'src', module: moduleOf(path.slice(4)) } : { folder: '', module: moduleOf(path) }
}
