/** Reads a folder into the files of a project. */
import { constants, type Dirent } from 'node:fs'
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, MiB, quote, type SourceFileInput } from '@kapsules/domain'
import { encodeContent } from './encode-content.ts'
import { IgnoreRules } from './ignore-rules.ts'

/** Something of the folder that is not sent although no rule leaves it out. */
export interface Skipped {
  readonly path: string
  readonly why: 'symbolic link' | 'not a regular file' | 'name is not UTF-8' | 'may not be read' | 'gone while reading'
}

export interface ProjectFolder {
  readonly files: ReadonlyMap<string, SourceFileInput>
  readonly totalBytes: number
  readonly skipped: readonly Skipped[]
}

export interface FolderLimits {
  readonly maxFiles: number
  readonly maxTotalBytes: number
}

/** Far above what a server takes by default: they only keep a wrong folder, such as `/`, from being read into memory. */
export const folderLimits: FolderLimits = { maxFiles: 50_000, maxTotalBytes: 200 * MiB }

/**
 * Reads what belongs to the project, sorted by path. Links are not followed: what they lead to may lie outside.
 * @throws FaultError `invalid-input` when it is no folder that can be read, `limit-exceeded` when far too much is in it.
 */
export async function readFolder(root: string, limits: FolderLimits = folderLimits): Promise<ProjectFolder> {
  const reading: Reading = { root, limits, files: new Map(), skipped: [], totalBytes: 0 }
  const entries = await readdir(root, listing).catch((error) => refuseFolder(root, error))
  const dockerignore = await readIfFile(join(root, '.dockerignore'))
  await readLevel(reading, { path: '', entries, outer: IgnoreRules.ofProject(dockerignore) })
  return reading
}

interface Reading {
  readonly root: string
  readonly limits: FolderLimits
  readonly files: Map<string, SourceFileInput>
  readonly skipped: Skipped[]
  totalBytes: number
}

interface Level {
  /** Relative to the root; empty for the root itself. */
  readonly path: string
  readonly entries: readonly Dirent<Buffer>[]
  /** The rules of the folders above. */
  readonly outer: IgnoreRules
}

// as bytes, because a name need not be UTF-8
const listing = { withFileTypes: true, encoding: 'buffer' } as const

async function readLevel(reading: Reading, { path, entries, outer }: Level): Promise<void> {
  const gitignore = await readIfFile(join(reading.root, path, '.gitignore'))
  const rules = gitignore === undefined ? outer : outer.withGitignore(path, gitignore)
  const named = entries.map((entry) => ({ entry, name: entry.name.toString('utf8') }))
  for (const { entry, name } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = path === '' ? name : `${path}/${name}`
    if (rules.leavesOut(child, entry.isDirectory() ? 'folder' : 'file')) continue
    if (!Buffer.from(name).equals(entry.name)) reading.skipped.push({ path: child, why: 'name is not UTF-8' })
    else if (entry.isSymbolicLink()) reading.skipped.push({ path: child, why: 'symbolic link' })
    else if (entry.isDirectory()) await readSubfolder(reading, child, rules)
    else if (entry.isFile()) await readProjectFile(reading, child)
    else reading.skipped.push({ path: child, why: 'not a regular file' })
  }
}

async function readSubfolder(reading: Reading, path: string, outer: IgnoreRules): Promise<void> {
  try {
    const entries = await readdir(join(reading.root, path), listing)
    await readLevel(reading, { path, entries, outer })
  } catch (error) {
    skipUnreadable(reading, path, error)
  }
}

async function readProjectFile(reading: Reading, path: string): Promise<void> {
  try {
    // not followed and not waited for, even if somebody puts a link or a pipe there between listing and opening
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
    const file = await open(join(reading.root, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      await readOpened(reading, path, file)
    } finally {
      await file.close()
    }
  } catch (error) {
    skipUnreadable(reading, path, error)
  }
}

async function readOpened(reading: Reading, path: string, file: FileHandle): Promise<void> {
  const info = await file.stat()
  if (!info.isFile()) {
    reading.skipped.push({ path, why: 'not a regular file' })
    return
  }
  reading.totalBytes += info.size
  checkLimits(reading, path)
  const executable = (info.mode & 0o111) !== 0
  reading.files.set(path, encodeContent(await file.readFile(), executable))
}

function checkLimits({ root, files, totalBytes, limits }: Reading, path: string): void {
  if (files.size < limits.maxFiles && totalBytes <= limits.maxTotalBytes) return
  const hint = 'Check that this is the folder of the project; leave the rest out with a .gitignore.'
  if (files.size >= limits.maxFiles) fail('limit-exceeded', `${quote(root)} has over ${limits.maxFiles} files.`, hint)
  const mib = Math.floor(limits.maxTotalBytes / MiB)
  fail('limit-exceeded', `${quote(root)} holds more than ${mib} MiB.`, hint, [`reached at ${path}`])
}

const reasons: Partial<Record<string, Skipped['why']>> = {
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  ENOENT: 'gone while reading',
  ELOOP: 'symbolic link',
  ENXIO: 'not a regular file',
}

function skipUnreadable(reading: Reading, path: string, error: unknown): void {
  const why = reasons[codeOf(error)]
  if (why === undefined) throw error
  reading.skipped.push({ path, why })
}

function refuseFolder(root: string, error: unknown): never {
  const code = codeOf(error)
  const hint = 'Give the folder of the project.'
  if (code === 'ENOENT') fail('invalid-input', `The folder ${quote(root)} does not exist.`, hint)
  if (code === 'ENOTDIR') fail('invalid-input', `${quote(root)} is not a folder.`, hint)
  if (code === 'EACCES') fail('invalid-input', `The folder ${quote(root)} may not be read.`, 'Check its permissions.')
  throw error
}

/** The text of a file with rules; undefined when there is none, or something that is no file has its name. */
async function readIfFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'EACCES', 'ELOOP'].includes(codeOf(error))) return undefined
    throw error
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
