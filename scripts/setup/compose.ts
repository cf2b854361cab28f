import { step } from '../bootstrap/progress.mjs'
import { run } from '../bootstrap/run.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { aptInstall } from './apt.ts'
import { hasApt, isRoot } from './machine.ts'

/** How Compose is called here: a program and its first arguments. */
export type Compose = [program: string, ...first: string[]]

const SPELLINGS: Compose[] = [['docker', 'compose'], ['docker-compose']]

/**
 * Finds Docker Compose, as a plugin or as a program of its own; the distribution's package is installed where there is
 * none and we are root. Throws a SetupError that says what to do everywhere else.
 */
export async function ensureCompose(): Promise<Compose> {
  return await step('Docker Compose', async (say) => {
    const found = await findCompose()
    if (found) return found
    if (isRoot && hasApt) {
      say('Installing Docker Compose with apt-get')
      await aptInstall(['docker-compose'])
      const installed = await findCompose()
      if (installed) return installed
    }
    throw new SetupError(
      'docker-compose.yml is checked with Docker Compose, and there is none.',
      'Install it and try again.',
    )
  })
}

async function findCompose(): Promise<Compose | undefined> {
  for (const spelling of SPELLINGS) {
    const [program, ...first] = spelling
    const { code } = await run(program, [...first, 'version'], { deadlineMs: 30_000 })
    if (code === 0) return spelling
  }
  return undefined
}
