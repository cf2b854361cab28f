// A Docker Engine started by hand, for machines without systemd. What an earlier engine left behind when it was killed
// is recognised and removed first, because dockerd believes its pid files and sockets.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { lastLines } from '../bootstrap/run.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { childEnvironment } from '../bootstrap/toolchain.mjs'
import { pingUntil } from './engine-address.ts'

const STOP_DEADLINE_MS = 60_000

/** The files of one engine. Tests give it others than the machine's. */
export interface DockerdFiles {
  address: string
  pidFile: string
  execRoot: string
  /** The socket of a containerd of the machine itself, which dockerd prefers to one of its own. */
  systemContainerd: string
  log: string
  /** How it is started. The program that runs in the end is dockerd. */
  command: [string, ...string[]]
}

/** Where the engine of a machine keeps its things. `log` is a file of ours. */
export function machineDockerd(log: string): DockerdFiles {
  return {
    address: 'unix:///var/run/docker.sock',
    pidFile: '/var/run/docker.pid',
    execRoot: '/var/run/docker',
    systemContainerd: '/run/containerd/containerd.sock',
    log,
    command: ['dockerd'],
  }
}

/**
 * Starts dockerd in the background, apart from us, and waits until it answers. Returns its process id.
 * Throws a SetupError with the end of its log when it does not.
 */
export async function startDockerd(files: DockerdFiles, deadlineMs: number): Promise<number> {
  await removeStaleState(files)
  const first = await attempt(files, deadlineMs)
  if ('pid' in first) return first.pid
  // A containerd that outlived its dockerd by a moment is only now seen to be gone.
  const again = (await removeStaleState(files)).length > 0 ? await attempt(files, deadlineMs) : first
  if ('pid' in again) return again.pid
  const tail = lastLines(readFileSync(files.log, 'utf8'), 20)
  throw new SetupError(
    `The Docker Engine could not be started: ${again.reason}.\nThe end of ${files.log}:\n${tail}`,
    'It needs a Linux machine whose cgroups are mounted, and root. If it runs elsewhere, set DOCKER_HOST to its address.',
  )
}

async function attempt(files: DockerdFiles, deadlineMs: number): Promise<{ pid: number } | { reason: string }> {
  mkdirSync(dirname(files.log), { recursive: true })
  const log = openSync(files.log, 'w')
  const [program, ...args] = files.command
  const child = spawn(program, args, { env: childEnvironment(), detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  let ended = ''
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    ended = `it ended with ${code ?? signal}`
  })
  child.unref()
  const pong = await pingUntil(files.address, deadlineMs, () => ended !== '')
  if (pong.answers && child.pid !== undefined) return { pid: child.pid }
  if (child.pid !== undefined && ended === '') await stopDockerd(child.pid)
  return { reason: ended || `it did not answer within ${deadlineMs / 1000} s` }
}

/** Stops an engine that `startDockerd` started; it stops its containers first. Kills it after a minute. */
export async function stopDockerd(pid: number): Promise<void> {
  if (!isRunning(pid, 'dockerd')) return
  process.kill(pid, 'SIGTERM')
  const deadline = Date.now() + STOP_DEADLINE_MS
  while (isRunning(pid, 'dockerd')) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL')
    await delay(100)
  }
}

/**
 * Waits for an engine that a pid file names and that really runs, but does not answer yet. False: there is none.
 */
export async function awaitStartingDockerd(files: DockerdFiles, deadlineMs: number): Promise<boolean> {
  const pid = pidIn(files.pidFile)
  if (pid === undefined || !isRunning(pid, 'dockerd')) return false
  return (await pingUntil(files.address, deadlineMs, () => !isRunning(pid, 'dockerd'))).answers
}

/** Removes pid files whose process is gone (or is another program by now) and sockets that nobody listens on. */
export async function removeStaleState(files: DockerdFiles): Promise<string[]> {
  const removed: string[] = []
  const remove = (path: string) => {
    rmSync(path, { force: true })
    removed.push(path)
  }
  const pidFiles = { [files.pidFile]: 'dockerd', [join(files.execRoot, 'containerd/containerd.pid')]: 'containerd' }
  for (const [path, program] of Object.entries(pidFiles)) {
    const pid = pidIn(path)
    if (existsSync(path) && (pid === undefined || !isRunning(pid, program))) remove(path)
  }
  const ownContainerd = join(files.execRoot, 'containerd/containerd.sock')
  for (const path of [files.systemContainerd, ownContainerd]) {
    if (existsSync(path) && !(await isListening(path))) remove(path)
  }
  return removed
}

/** True when this process lives (a zombie does not) and is this program. */
export function isRunning(pid: number, program: string): boolean {
  const status = `/proc/${pid}/status`
  if (!existsSync(status)) return false
  try {
    const text = readFileSync(status, 'utf8')
    return text.includes(`Name:\t${program}\n`) && !/^State:\s+[ZX]/m.test(text)
  } catch {
    // It ended between the two calls.
    return false
  }
}

function pidIn(path: string): number | undefined {
  if (!existsSync(path)) return undefined
  const pid = Number.parseInt(readFileSync(path, 'utf8').trim(), 10)
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path)
    const answer = (listening: boolean) => {
      socket.destroy()
      resolve(listening)
    }
    socket.setTimeout(2_000, () => answer(false))
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}
