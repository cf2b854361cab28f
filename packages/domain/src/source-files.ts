/**
 * What a project's files may look like. Everything is checked before anything is stored; the first rule that is broken is
 * named together with the file that breaks it.
 */
import { type Fault, fault } from './fault.ts'
import { MiB } from './limits.ts'
import { quote, utf8Length } from './names.ts'

/** A file as callers send it: text, or content with how it is encoded and whether it may be executed. */
export type SourceFileInput =
  | string
  | {
      readonly content: string
      readonly encoding?: 'utf8' | 'base64' | undefined
      readonly executable?: boolean | undefined
    }

export interface SourceFile {
  readonly path: string
  readonly content: string
  readonly encoding: 'utf8' | 'base64'
  readonly executable: boolean
  /** Bytes of the decoded content. */
  readonly size: number
}

export interface SourceLimits {
  readonly maxFiles: number
  readonly maxFileBytes: number
  readonly maxTotalBytes: number
}

export const defaultSourceLimits: SourceLimits = { maxFiles: 10_000, maxFileBytes: 25 * MiB, maxTotalBytes: 50 * MiB }

const maxSegmentBytes = 255
const maxPathBytes = 4096
const maxDepth = 64

/** Folders the platform writes itself, or that hold state rather than source. */
const reservedRoots = new Set(['.kapsules', '.git'])

export type CheckedFiles =
  | { readonly ok: true; readonly files: readonly SourceFile[] }
  | { readonly ok: false; readonly fault: Fault }

/**
 * Checks a project's files and gives them back sorted by path, paths in Unicode NFC.
 * Entries come as pairs, not as an object, so that a file called `__proto__` is only a name.
 */
export function checkSourceFiles(
  entries: Iterable<readonly [string, SourceFileInput]>,
  limits: SourceLimits = defaultSourceLimits,
): CheckedFiles {
  const files = new Map<string, SourceFile>()
  const folded = new Map<string, string>()
  let total = 0
  for (const [rawPath, input] of entries) {
    const path = rawPath.normalize('NFC')
    const wrong = checkPath(path) ?? checkTwin(path, folded)
    if (wrong) return { ok: false, fault: wrong }
    const file = readFile(path, input)
    if ('code' in file) return { ok: false, fault: file }
    total += file.size
    files.set(path, file)
    const excess = checkSizes(file, files.size, total, limits)
    if (excess) return { ok: false, fault: excess }
  }
  if (files.size === 0) {
    return {
      ok: false,
      fault: fault('empty-project', 'The project has no files.', 'Send at least one file, for example index.html.'),
    }
  }
  const clash = findFileUsedAsFolder(files)
  if (clash) return { ok: false, fault: clash }
  return { ok: true, files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) }
}

/** Checks one path: relative, POSIX, inside the root. Returns the broken rule, or null. */
export function checkPath(path: string): Fault | null {
  if (path === '') return refuse(path, 'a path may not be empty')
  for (let index = 0; index < path.length; index += 1) {
    const unit = path.charCodeAt(index)
    if (unit < 0x20 || unit === 0x7f) return refuse(path, 'a path may not contain NUL or control characters')
  }
  if (path.includes('\\')) return refuse(path, 'a path uses "/" and no backslash')
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return refuse(path, 'a path must be relative to the project')
  if (utf8Length(path) > maxPathBytes) return refuse(path, `a path is at most ${maxPathBytes} bytes long`)
  const segments = path.split('/')
  if (segments.length > maxDepth) return refuse(path, `a path is at most ${maxDepth} folders deep`)
  for (const segment of segments) {
    if (segment === '') return refuse(path, 'a path may not contain empty parts or end with "/"')
    if (segment === '.' || segment === '..') return refuse(path, 'a path may not contain "." or ".."')
    if (utf8Length(segment) > maxSegmentBytes)
      return refuse(path, `a part of a path is at most ${maxSegmentBytes} bytes long`)
  }
  const root = (segments[0] ?? '').toLowerCase()
  if (reservedRoots.has(root)) return refuse(path, `the folder ${root} is reserved`)
  return null
}

function checkTwin(path: string, folded: Map<string, string>): Fault | null {
  const key = path.toLowerCase()
  const twin = folded.get(key)
  if (twin !== undefined) {
    const rule =
      twin === path
        ? 'a path may be given once'
        : `a path may not differ from another (${quote(twin)}) only by case or Unicode form`
    return refuse(path, rule)
  }
  folded.set(key, path)
  return null
}

function readFile(path: string, input: SourceFileInput): SourceFile | Fault {
  if (typeof input === 'string') {
    return { path, content: input, encoding: 'utf8', executable: false, size: utf8Length(input) }
  }
  const { content, encoding = 'utf8', executable = false } = input
  if (encoding === 'utf8') return { path, content, encoding, executable, size: utf8Length(content) }
  const size = base64Length(content)
  if (size === null) return refuse(path, 'its content is not valid base64')
  return { path, content, encoding, executable, size }
}

/** Decoded length of standard base64 with padding (RFC 4648 section 4), or null when it is not that. */
export function base64Length(content: string): number | null {
  if (content.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(content)) return null
  const padding = content.endsWith('==') ? 2 : content.endsWith('=') ? 1 : 0
  return (content.length / 4) * 3 - padding
}

function checkSizes(file: SourceFile, count: number, total: number, limits: SourceLimits): Fault | null {
  if (count > limits.maxFiles) {
    return fault(
      'limit-exceeded',
      `The project has more than ${limits.maxFiles} files.`,
      'Leave out node_modules and build output.',
    )
  }
  if (file.size > limits.maxFileBytes) {
    return fault(
      'limit-exceeded',
      `The file ${quote(file.path)} is larger than ${limits.maxFileBytes} bytes.`,
      'Leave large assets out of the project, or raise MAX_FILE_BYTES.',
    )
  }
  if (total > limits.maxTotalBytes) {
    return fault(
      'limit-exceeded',
      `The project is larger than ${limits.maxTotalBytes} bytes in all.`,
      'Leave out node_modules and build output, or raise MAX_PROJECT_BYTES.',
    )
  }
  return null
}

function findFileUsedAsFolder(files: ReadonlyMap<string, SourceFile>): Fault | null {
  const lowerPaths = new Set([...files.keys()].map((path) => path.toLowerCase()))
  for (const path of files.keys()) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const folder = path.slice(0, cut)
      if (lowerPaths.has(folder.toLowerCase()))
        return refuse(path, `${quote(folder)} is a file, so it cannot be a folder too`)
    }
  }
  return null
}

function refuse(path: string, rule: string): Fault {
  return fault(
    'invalid-file',
    `The file ${quote(path)} was refused: ${rule}.`,
    'Correct the path or leave the file out. Nothing was stored.',
    [rule],
  )
}
