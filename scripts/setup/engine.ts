// A Docker Engine that answers: the one there is, or one installed and started for this machine.
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { step } from '../bootstrap/progress.mjs'
import { runOrFail } from '../bootstrap/run.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { aptInstall, aptOffers } from './apt.ts'
import { awaitStartingDockerd, machineDockerd, startDockerd } from './dockerd.ts'
import { DEFAULT_ENGINE, engineAddresses, ping, pingUntil } from './engine-address.ts'
import { hasApt, hasSystemd, isRoot } from './machine.ts'

const START_DEADLINE_MS = 90_000

export interface Engine {
  address: string
  /** Set when we started it and it is ours to stop. */
  startedPid?: number
}

/**
 * Finds a Docker Engine, or installs and starts one where none answers and we are root on Debian or Ubuntu.
 * Throws a SetupError that says exactly what to run everywhere else.
 */
export async function ensureEngine(): Promise<Engine> {
  return await step('Docker Engine', async (say) => {
    const found = await findEngine()
    if ('address' in found) return found
    if (process.env.DOCKER_HOST) throw unreachable(process.env.DOCKER_HOST, found.reason)
    if (!isRoot || !hasApt) throw cannotStart(found.reason)
    if (!hasDockerd()) {
      say('Installing the Docker Engine of the distribution with apt-get')
      await installEngine()
    }
    say('Starting the Docker Engine')
    return await startEngine()
  })
}

async function findEngine(): Promise<Engine | { reason: string }> {
  let reason = ''
  for (const address of engineAddresses()) {
    const pong = await ping(address)
    if (pong.answers) return { address }
    reason ||= pong.reason
  }
  return { reason }
}

async function installEngine(): Promise<void> {
  // Debian 13 and Ubuntu ship the command line in a package of its own.
  const client = (await aptOffers('docker-cli')) ? ['docker-cli'] : []
  await aptInstall(['docker.io', 'iptables', ...client])
}

async function startEngine(): Promise<Engine> {
  const files = machineDockerd(join(root, '.kapsules', 'dockerd.log'))
  if (hasSystemd) {
    await runOrFail('systemctl', ['start', 'docker'], { deadlineMs: START_DEADLINE_MS })
    const pong = await pingUntil(DEFAULT_ENGINE, START_DEADLINE_MS)
    if (pong.answers) return { address: DEFAULT_ENGINE }
    throw new SetupError(`systemd started the Docker Engine, but it does not answer (${pong.reason}).`)
  }
  // Installing the package may have started it, or somebody else is starting it right now.
  if (await awaitStartingDockerd(files, START_DEADLINE_MS)) return { address: DEFAULT_ENGINE }
  return { address: DEFAULT_ENGINE, startedPid: await startDockerd(files, START_DEADLINE_MS) }
}

function unreachable(address: string, reason: string): SetupError {
  return new SetupError(
    `The Docker Engine that DOCKER_HOST names (${address}) does not answer: ${reason}.`,
    'Start it, correct DOCKER_HOST, or unset DOCKER_HOST to use the engine of this machine.',
  )
}

function cannotStart(reason: string): SetupError {
  if (reason === 'EACCES') {
    const user = userInfo().username
    return new SetupError(
      `A Docker Engine is there, but ${user} may not use it.`,
      `Run: sudo usermod -aG docker ${user}\nThen log out and in again, and repeat the command.`,
    )
  }
  if (process.platform !== 'linux') {
    return new SetupError('No Docker Engine answers.', 'Start Docker Desktop (or another engine) and try again.')
  }
  const install = hasApt
    ? 'sudo apt-get install -y docker.io'
    : 'install Docker Engine (docs.docker.com/engine/install)'
  const commands = [
    ...(hasDockerd() ? [] : [install]),
    `sudo usermod -aG docker ${userInfo().username}`,
    hasSystemd ? 'sudo systemctl start docker' : 'sudo dockerd',
  ]
  return new SetupError(
    `No Docker Engine answers at ${DEFAULT_ENGINE} (${reason}), and only root could install and start one.`,
    `Run:\n  ${commands.join('\n  ')}\nThen log in again and repeat the command.`,
  )
}

function hasDockerd(): boolean {
  return existsSync('/usr/sbin/dockerd') || existsSync('/usr/bin/dockerd')
}
