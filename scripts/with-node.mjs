// Runs a program of the repository with a Node that the repository supports, whatever Node the machine has:
// a file (`node scripts/with-node.mjs packages/cli/src/main.ts ls`) or a program of the workspace (`… turbo run build`).
import { join } from 'node:path'
import { rerunOnRightNode } from './bootstrap/ensure-node.mjs'
import { foreground } from './bootstrap/foreground.mjs'
import { runScript } from './bootstrap/progress.mjs'
import { root } from './bootstrap/toolchain.mjs'

await runScript(async () => {
  const code = await rerunOnRightNode()
  if (code !== undefined) return code
  const [program = '', ...args] = process.argv.slice(2)
  if (!/\.m?[jt]s$/.test(program)) return await foreground(program, args)
  return await foreground(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, program), ...args])
})
