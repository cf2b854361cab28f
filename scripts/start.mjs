// `npm start`: brings what is missing on this machine, then runs the server until it is stopped.
import { rerunOnRightNode } from './bootstrap/ensure-node.mjs'
import { runScript } from './bootstrap/progress.mjs'

await runScript(async () => {
  const code = await rerunOnRightNode()
  if (code !== undefined) return code
  const { start } = await import('./setup/start.ts')
  return await start()
})
