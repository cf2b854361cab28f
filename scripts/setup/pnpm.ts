import { existsSync } from 'node:fs'
import { installTool } from '../bootstrap/install-tool.mjs'
import { step } from '../bootstrap/progress.mjs'
import { pnpmBin, pnpmHome, pnpmRelease } from '../bootstrap/toolchain.mjs'

/** Makes sure that the pnpm pinned by package.json stands in `.tools/`. Throws a SetupError when npm cannot get it. */
export async function ensurePnpm(): Promise<void> {
  if (existsSync(pnpmBin)) return
  await step(`pnpm ${pnpmRelease}`, async (say) => {
    say(`Installing pnpm ${pnpmRelease} into .tools`)
    await installTool(pnpmHome, `pnpm@${pnpmRelease}`, 'npm must be able to reach its registry.')
  })
}
