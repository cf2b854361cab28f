import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const PATTERNS = ['{packages,apps}/*/{src,test}/**/*.{ts,tsx}', '{e2e,bench,scripts,tests}/**/*.{ts,tsx,mjs}']
const NOT_OURS = /(^|\/)(node_modules|dist|generated)(\/|$)/
const TEST = /\.(test|spec)\.tsx?$/

export interface Source {
  /** POSIX path from the top of the repository. */
  path: string
  text: string
  isTest: boolean
}

/** Every source file that people write, sorted by path; generated code and build output are left out. */
export async function readSources(root: string): Promise<Source[]> {
  const paths: string[] = []
  for await (const path of glob(PATTERNS, { cwd: root, exclude: (name) => NOT_OURS.test(name) })) paths.push(path)
  const ours = paths.filter((path) => !NOT_OURS.test(path)).sort()
  return await Promise.all(ours.map(async (path) => sourceOf(path, await readFile(join(root, path), 'utf8'))))
}

/** A source file from its parts. */
export function sourceOf(path: string, text: string): Source {
  return { path, text, isTest: TEST.test(path) }
}
