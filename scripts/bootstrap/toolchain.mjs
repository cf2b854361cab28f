// Where the tools that this repository pins are kept, and which ones they are.
import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's top folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Installed when the machine's own Node is too old. Its engine range is in package.json. */
export const nodeRelease = '24.21.0'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The Node versions this project runs on, as package.json states them. */
export const nodeRange = /** @type {string} */ (manifest.engines.node)

/** The pnpm release named by package.json, such as `12.21.0`. */
export const pnpmRelease = /** @type {string} */ (manifest.packageManager.replace(/^pnpm@/, '').replace(/\+.*$/, ''))

/** One folder for each tool and release, so that a new pin never meets the leftovers of an old one. */
export const nodeHome = join(root, '.tools', `node-${nodeRelease}`)
export const pnpmHome = join(root, '.tools', `pnpm-${pnpmRelease}`)
export const pnpmBin = join(pnpmHome, 'node_modules', '.bin', 'pnpm')

/** Where daemons and their helpers are; the PATH of a root session that began with `su` lacks these. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/**
 * The environment of every child: our pnpm, the workspace's own programs and the Node that runs now come first in PATH.
 * @param {Record<string, string | undefined>} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(extra = {}) {
  const known = (process.env.PATH ?? '').split(delimiter)
  const first = [dirname(pnpmBin), join(root, 'node_modules', '.bin')]
  const nodeFolder = dirname(process.execPath)
  // A Node that PATH knows keeps its place there: moving all of /usr/bin to the front would hide other programs.
  if (nodeFolder.startsWith(nodeHome) || !known.includes(nodeFolder)) first.push(nodeFolder)
  const last = systemFolders.filter((folder) => !known.includes(folder))
  return {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    // `npm test --silent` silences npm, and would silence every npm below it.
    npm_config_loglevel: undefined,
    ...extra,
    PATH: [...first, ...known.filter((folder) => !first.includes(folder)), ...last].join(delimiter),
  }
}
