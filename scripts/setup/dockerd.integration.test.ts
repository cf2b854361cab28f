// A second engine beside the machine's own: its own folders, socket and network (an engine without a bridge removes the
// one called docker0, whoever made it).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runOrFail } from '../bootstrap/run.mjs'
import { awaitStartingDockerd, type DockerdFiles, isRunning, startDockerd, stopDockerd } from './dockerd.ts'
import { ping } from './engine-address.ts'
import { isRoot } from './machine.ts'

const DEADLINE_MS = 60_000

let folder = ''
let files: DockerdFiles
const started: number[] = []

beforeEach(() => {
  folder = mkdtempSync('/tmp/kd-') // short: socket paths end at 107 characters
  const execRoot = join(folder, 'exec')
  const pidFile = join(folder, 'docker.pid')
  const address = `unix://${folder}/docker.sock`
  files = {
    address,
    pidFile,
    execRoot,
    systemContainerd: join(folder, 'no-containerd.sock'),
    log: join(folder, 'log/dockerd.log'),
    command: [
      ...(['unshare', '--net', 'dockerd', '--data-root', join(folder, 'data')] as const),
      ...['--exec-root', execRoot, '--pidfile', pidFile, '--host', address],
      ...['--bridge', 'none', '--iptables=false', '--ip-forward=false'],
    ],
  }
})

afterEach(async () => {
  for (const pid of started.splice(0)) await stopDockerd(pid)
  // An engine that is killed leaves its mounts behind.
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse()) {
    await runOrFail('umount', ['--lazy', mount], { deadlineMs: DEADLINE_MS })
  }
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<number> {
  const pid = await startDockerd(files, DEADLINE_MS)
  started.push(pid)
  return pid
}

// A Docker Engine of the machine is started by root alone; everybody else brings their own.
describe.runIf(isRoot)('dockerd', () => {
  it('starts an engine, finds it again, and stops it', async () => {
    const pid = await start()
    expect(await ping(files.address)).toMatchObject({ answers: true })
    expect(await awaitStartingDockerd(files, DEADLINE_MS)).toBe(true)
    await stopDockerd(pid)
    expect(isRunning(pid, 'dockerd')).toBe(false)
    expect(await awaitStartingDockerd(files, DEADLINE_MS)).toBe(false)
  })

  it('starts over the leftovers of an engine that was killed', async () => {
    const killed = await start()
    process.kill(killed, 'SIGKILL')
    const containerd = Number(readFileSync(join(files.execRoot, 'containerd/containerd.pid'), 'utf8'))
    const running = () => isRunning(killed, 'dockerd') || isRunning(containerd, 'containerd')
    await expect.poll(running, { timeout: DEADLINE_MS }).toBe(false)
    expect(readFileSync(files.pidFile, 'utf8').trim()).toBe(`${killed}`)
    // By now the number may be another program's: dockerd itself would refuse to start.
    writeFileSync(files.pidFile, `${process.pid}`)
    await start()
    expect(await ping(files.address)).toMatchObject({ answers: true })
  })

  it('shows the end of the log when the engine does not come up', async () => {
    files.command.push('--storage-driver', 'no-such-driver')
    await expect(startDockerd(files, DEADLINE_MS)).rejects.toThrow(/could not be started[\s\S]*no-such-driver/)
  })
})
