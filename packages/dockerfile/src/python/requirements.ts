import { parse } from 'smol-toml'
import type { FileMap } from '../project-files.ts'
import { readText } from '../project-files.ts'
import { isPlainPath } from '../safe-text.ts'

export type PythonManagerName = 'pip' | 'uv' | 'poetry'

/** What a Python project asks for, and in which file. */
export interface PythonRequirements {
  readonly manager: PythonManagerName
  /** Normalised names of the packages asked for. */
  readonly names: ReadonlySet<string>
  /** Extras asked for, as `package[extra]`. */
  readonly extras: ReadonlySet<string>
  /** Requirement lines to install, when they stand in pyproject.toml and no lockfile decides. */
  readonly lines: readonly string[] | undefined
  readonly requiresPython: string | undefined
  readonly dependencyPaths: readonly string[]
  /** Set when a requirement is a path inside the project: then everything is copied before the installation. */
  readonly needsSources: boolean
  readonly reason: string
}

/** Reads what a Python project asks for; undefined when it has neither requirements.txt nor pyproject.toml. */
export function readRequirements(files: FileMap): PythonRequirements | undefined {
  const listed = readText(files, 'requirements.txt')
  const project = readPyproject(readText(files, 'pyproject.toml'))
  if (listed === undefined && project === undefined) return undefined
  const all = [...(listed ?? '').split(/\r?\n/), ...(project?.lines ?? []), ...(project?.poetry ?? [])]
  const named = all.flatMap(parseRequirement)
  const common = {
    names: new Set(named.map(({ name }) => name)),
    extras: new Set(named.flatMap(({ name, extras }) => extras.map((extra) => `${name}[${extra}]`))),
    lines: undefined,
    requiresPython: project?.requiresPython,
    needsSources: /^(?:-e |--editable|\.|file:|(?:-r|-c) ?[\w.-]*\/)/m.test(listed ?? ''),
  }
  if (project !== undefined && files.has('uv.lock')) {
    return {
      ...common,
      manager: 'uv',
      dependencyPaths: ['pyproject.toml', 'uv.lock'],
      reason: 'uv because there is a uv.lock',
    }
  }
  if (project !== undefined && files.has('poetry.lock')) {
    const dependencyPaths = ['pyproject.toml', 'poetry.lock']
    return { ...common, manager: 'poetry', dependencyPaths, reason: 'poetry because there is a poetry.lock' }
  }
  if (listed !== undefined) {
    const dependencyPaths = ['requirements.txt', ...includedFiles(files, listed)]
    return { ...common, manager: 'pip', dependencyPaths, reason: 'pip because there is a requirements.txt' }
  }
  if (project !== undefined && project.poetry.length > 0 && project.lines.length === 0) {
    return {
      ...common,
      manager: 'poetry',
      dependencyPaths: ['pyproject.toml'],
      reason: 'poetry because pyproject.toml is written for it',
    }
  }
  const lines = project?.lines ?? []
  return {
    ...common,
    manager: 'pip',
    lines,
    dependencyPaths: ['pyproject.toml'],
    reason: 'pip installs the dependencies of pyproject.toml',
  }
}

interface Pyproject {
  readonly lines: readonly string[]
  readonly poetry: readonly string[]
  readonly requiresPython: string | undefined
}

function readPyproject(source: string | undefined): Pyproject | undefined {
  if (source === undefined) return undefined
  const root = parseToml(source)
  const project = table(root.project)
  const poetry = table(table(table(root.tool).poetry).dependencies)
  const requires = project['requires-python'] ?? poetry.python
  return {
    lines: oneLineTexts(project.dependencies),
    poetry: Object.keys(poetry).filter((name) => name !== 'python'),
    requiresPython: typeof requires === 'string' ? requires : undefined,
  }
}

function parseToml(source: string): Readonly<Record<string, unknown>> {
  try {
    return parse(source)
  } catch {
    return {}
  }
}

function table(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** Requirement lines become lines of a file: text with a line break in it could say something else there. */
function oneLineTexts(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.filter((item): item is string => typeof item === 'string' && !/[\r\n]/.test(item) && !/^\s*-/.test(item))
}

function parseRequirement(line: string): { name: string; extras: string[] }[] {
  const match = /^\s*([A-Za-z0-9][\w.-]{0,100})\s*(?:\[([\w\s,.-]{0,200})\])?/.exec(line)
  if (match?.[1] === undefined) return []
  const extras = (match[2] ?? '').split(',').map((extra) => extra.trim().toLowerCase())
  return [{ name: match[1].toLowerCase().replace(/[_.]/g, '-'), extras: extras.filter((extra) => extra !== '') }]
}

/** Files that requirements.txt includes and that lie beside it. */
function includedFiles(files: FileMap, listed: string): string[] {
  const named = [...listed.matchAll(/^(?:-r|-c|--requirement|--constraint)[ =]+([\w.-]{1,100}\.txt)[ \t]*\r?$/gm)]
  return named.flatMap(([, path]) => (path !== undefined && isPlainPath(path) && files.has(path) ? [path] : []))
}
