// Checks every import of the repository against the table in import-rules.ts.
import { runScript } from '../bootstrap/progress.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { violations } from './import-rules.ts'
import { importsOf } from './imports-of.ts'
import { readSources } from './sources.ts'
import { readWorkspaces } from './workspaces.ts'

await runScript(async () => {
  const workspaces = await readWorkspaces(root)
  const found = (await readSources(root)).flatMap((source) => violations(source, importsOf(source, workspaces)))
  for (const violation of found) process.stdout.write(`${violation}\n`)
  return found.length === 0 ? 0 : 1
})
