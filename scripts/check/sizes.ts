// Checks that no file and no function has outgrown its budget of lines.
import { runScript } from '../bootstrap/progress.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { overBudget } from './measure.ts'
import { readSources } from './sources.ts'

await runScript(async () => {
  const found = (await readSources(root)).flatMap(overBudget)
  for (const finding of found) process.stdout.write(`${finding}\n`)
  return found.length === 0 ? 0 : 1
})
