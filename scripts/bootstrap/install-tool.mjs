import { rename, rm } from 'node:fs/promises'
import { runOrFail } from './run.mjs'

/**
 * Puts one npm package into a folder of its own. The folder appears complete or not at all, so that an interrupted
 * installation is never mistaken for a finished one.
 * @param {string} home the folder
 * @param {string} specifier name and exact release, such as `pnpm@12.21.0`
 * @param {string} hint what people can do when it fails
 */
export async function installTool(home, specifier, hint) {
  const unfinished = `${home}.${process.pid}.unfinished`
  try {
    await runOrFail('npm', ['install', '--prefix', unfinished, '--no-audit', '--no-fund', specifier], {
      deadlineMs: 300_000,
      hint,
    })
    await rm(home, { recursive: true, force: true })
    await rename(unfinished, home)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}
