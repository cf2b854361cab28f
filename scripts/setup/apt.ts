import { run, runOrFail } from '../bootstrap/run.mjs'

const MINUTE_MS = 60_000
const environment = { DEBIAN_FRONTEND: 'noninteractive' }
// Another apt-get that runs is waited for.
const waitForLock = ['-o', 'DPkg::Lock::Timeout=180']

let listsAreFresh = false

/** Installs packages of the distribution, without what they only recommend. Needs root; throws a SetupError. */
export async function aptInstall(packages: string[]): Promise<void> {
  await refreshLists()
  await runOrFail('apt-get', ['install', '-y', '--no-install-recommends', ...waitForLock, ...packages], {
    deadlineMs: 15 * MINUTE_MS,
    env: environment,
    hint: `Install ${packages.join(', ')} by hand and try again.`,
  })
}

/** Whether the distribution offers a package by this name. */
export async function aptOffers(name: string): Promise<boolean> {
  await refreshLists()
  const answer = await run('apt-cache', ['policy', name], { deadlineMs: MINUTE_MS })
  return /Candidate: (?!\(none\))/.test(answer.output)
}

async function refreshLists(): Promise<void> {
  if (listsAreFresh) return
  await runOrFail('apt-get', ['update', ...waitForLock], { deadlineMs: 5 * MINUTE_MS, env: environment })
  listsAreFresh = true
}
