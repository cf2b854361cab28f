// Runs a program of the repository with what it needs, on a machine that may have only an old Node and npm: a file
// (`node scripts/with-node.mjs packages/cli/src/main.ts ls`) or a program of the workspace (`… turbo run build`).
import { join } from 'node:path'
import { rerunOnRightNode } from './bootstrap/ensure-node.mjs'
import { foreground } from './bootstrap/foreground.mjs'
import { runScript } from './bootstrap/progress.mjs'
import { root } from './bootstrap/toolchain.mjs'

await runScript(async () => {
  const code = await rerunOnRightNode()
  if (code !== undefined) return code
  const { ensureWorkspace } = await import('./setup/workspace.ts')
  await ensureWorkspace()
  const [program = '', ...args] = process.argv.slice(2)
  if (!/\.m?[jt]s$/.test(program)) return await foreground(program, args)
  // npm and pnpm run us at the top of the repository; relative paths are meant from where the person stands.
  process.chdir(process.env.INIT_CWD ?? '.')
  return await foreground(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, program), ...args])
})
