// `npm test`: brings what is missing on this machine, then runs every suite (or the named ones: `npm test -- unit e2e`).
import { rerunOnRightNode } from './bootstrap/ensure-node.mjs'
import { runScript } from './bootstrap/progress.mjs'

await runScript(async () => {
  const code = await rerunOnRightNode()
  if (code !== undefined) return code
  const { test } = await import('./test/main.ts')
  return await test(process.argv.slice(2))
})
