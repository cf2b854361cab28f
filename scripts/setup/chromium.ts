import { existsSync } from 'node:fs'
import { step } from '../bootstrap/progress.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { aptInstall } from './apt.ts'
import { distribution, isRoot } from './machine.ts'

const PROGRAMS = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium-browser',
]

/**
 * The program file of a Chromium for the browser tests; Debian's package is installed where there is none and we are root.
 * Throws a SetupError that says what to do everywhere else.
 */
export async function ensureChromium(): Promise<string> {
  return await step('Chromium', async (say) => {
    const found = findChromium()
    if (found) return found
    // Ubuntu's package of this name only points at a snap, which needs a running snapd.
    if (isRoot && distribution() === 'debian') {
      say('Installing Chromium with apt-get')
      await aptInstall(['chromium'])
      const installed = findChromium()
      if (installed) return installed
    }
    throw new SetupError(
      'The browser tests need Chromium, and there is none.',
      'Install it (Debian: sudo apt-get install -y chromium), or set KAPSULES_CHROMIUM to its program file.',
    )
  })
}

function findChromium(): string | undefined {
  const named = process.env.KAPSULES_CHROMIUM
  if (named !== undefined && !existsSync(named))
    throw new SetupError(`KAPSULES_CHROMIUM is ${named}, which is no file.`)
  return named ?? PROGRAMS.find((path) => existsSync(path))
}
