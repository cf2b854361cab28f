import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { step } from '../bootstrap/progress.mjs'
import { runOrFail } from '../bootstrap/run.mjs'
import { pnpmBin, pnpmRelease, root } from '../bootstrap/toolchain.mjs'

const INSTALL_DEADLINE_MS = 15 * 60_000

/**
 * Installs the workspace's packages exactly as the lockfile says, when anything that decides about them has changed
 * since the last time. Throws a SetupError with pnpm's own words when it fails.
 */
export async function ensureDependencies(): Promise<void> {
  const stampFile = join(root, '.tools', 'dependencies.stamp')
  const wanted = await fingerprint()
  const installed = existsSync(join(root, 'node_modules', '.modules.yaml'))
  if (installed && (await contentOf(stampFile)) === wanted) return
  await step('Dependencies', async (say) => {
    say('Installing dependencies with pnpm')
    await runOrFail(pnpmBin, ['install', '--frozen-lockfile', '--prefer-offline'], {
      deadlineMs: INSTALL_DEADLINE_MS,
      // With no terminal pnpm must not wait for an answer before it replaces node_modules.
      env: { CI: 'true' },
      hint: 'If a package.json was changed on purpose, run `pnpm install` once to bring the lockfile up to date.',
    })
    await mkdir(dirname(stampFile), { recursive: true })
    await writeFile(stampFile, wanted)
  })
}

async function fingerprint(): Promise<string> {
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc']
  for await (const file of glob(['*/package.json', '{apps,packages}/*/package.json'], { cwd: root })) {
    files.push(file)
  }
  const hash = createHash('sha256').update(`${pnpmRelease} ${process.versions.modules} ${process.arch}`)
  for (const file of files.sort()) hash.update(`\0${file}\0${await contentOf(join(root, file))}`)
  return hash.digest('hex')
}

async function contentOf(file: string): Promise<string> {
  return existsSync(file) ? await readFile(file, 'utf8') : ''
}
