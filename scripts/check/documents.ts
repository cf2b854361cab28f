// Checks that the documents for people are there, and that every path of the repository they name is there too.
import { existsSync } from 'node:fs'
import { glob, readdir, readFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { runScript } from '../bootstrap/progress.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { namedPaths } from './named-paths.ts'

const REQUIRED = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']

await runScript(async () => {
  const found = REQUIRED.filter((document) => !existsSync(join(root, document))).map((name) => `${name} is missing`)
  const topLevel = await readdir(root)
  for await (const document of glob(['*.md', 'docs/**/*.md'], { cwd: root })) {
    const text = await readFile(join(root, document), 'utf8')
    for (const path of namedPaths(text, topLevel)) {
      if (!(await exists(path, dirname(document)))) found.push(`${document} names ${path}, which does not exist`)
    }
  }
  for (const finding of found) process.stdout.write(`${finding}\n`)
  return found.length === 0 ? 0 : 1
})

async function exists(path: string, folder: string): Promise<boolean> {
  for (const candidate of [path, posix.join(folder, path)]) {
    for await (const _ of glob(candidate, { cwd: root })) return true
  }
  return false
}
