/** What is known of the running Postgres of a cluster, from its pid file and from the processes that work in its folder. */
import { readdir, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readText } from './cluster.ts'

export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** `starting`, `ready`, `stopping` or `standby`, as it writes it. */
  readonly status: string
}

/** Reads postmaster.pid. Null when there is none, or when it is half-written. */
export async function readPostmaster(clusterDir: string): Promise<Postmaster | null> {
  const text = await readText(join(clusterDir, 'postmaster.pid'))
  const lines = (text ?? '').split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!Number.isInteger(pid) || pid <= 1) return null
  return { pid, port: Number.isInteger(port) ? port : 0, status: (lines[7] ?? '').trim() }
}

/** The processes whose working folder is the cluster: its postmaster and all its children. Those that are over do not count. */
export async function processesIn(clusterDir: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
  const works = await worksIn(clusterDir)
  const found = await Promise.all(pids.map(async (pid) => ((await works(pid)) ? pid : null)))
  return found.filter((pid) => pid !== null)
}

/** Whether the postmaster that the pid file names is running. */
export async function isRunning(clusterDir: string): Promise<boolean> {
  const postmaster = await readPostmaster(clusterDir)
  return postmaster !== null && (await worksIn(clusterDir))(postmaster.pid)
}

async function worksIn(clusterDir: string): Promise<(pid: number) => Promise<boolean>> {
  const folder = await realpath(clusterDir).catch(() => clusterDir)
  return async (pid) => (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === folder
}

/**
 * The postmaster that serves this cluster, once it is ready; null when none runs. Waits for one that is starting, and for
 * one that is dying and for the children it left: they still write to the cluster. Clears the pid file of a dead one.
 */
export async function settledPostmaster(clusterDir: string, signal: AbortSignal): Promise<Postmaster | null> {
  for (;;) {
    signal.throwIfAborted()
    const living = await processesIn(clusterDir)
    const postmaster = await readPostmaster(clusterDir)
    if (living.length === 0) {
      await rm(join(clusterDir, 'postmaster.pid'), { force: true })
      return null
    }
    if (postmaster?.status === 'ready' && living.includes(postmaster.pid)) return postmaster
    await delay(20, undefined, { signal })
  }
}

const gentleMs = 10_000
const hardMs = 10_000

/**
 * Ends the postmaster: sessions are closed and everything is written (SIGINT); what does not end within 10 s is ended at
 * once (SIGQUIT) and recovers at the next start. False when it still lives after another 10 s.
 */
export async function endPostmaster(clusterDir: string, pid: number): Promise<boolean> {
  send(pid, 'SIGINT')
  if (await isGone(clusterDir, gentleMs)) return true
  send(pid, 'SIGQUIT')
  return isGone(clusterDir, hardMs)
}

async function isGone(clusterDir: string, deadlineMs: number): Promise<boolean> {
  const until = performance.now() + deadlineMs
  for (;;) {
    if ((await processesIn(clusterDir)).length === 0) return true
    if (performance.now() > until) return false
    await delay(10)
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // it ended meanwhile, which is what we want
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
