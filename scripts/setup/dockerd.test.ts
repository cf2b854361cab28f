import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DockerdFiles, isRunning, removeStaleState } from './dockerd.ts'

const GONE = 4_194_305 // above the largest process id Linux gives

let folder = ''
let files: DockerdFiles

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dockerd-'))
  mkdirSync(join(folder, 'exec/containerd'), { recursive: true })
  files = {
    address: `unix://${folder}/docker.sock`,
    pidFile: join(folder, 'docker.pid'),
    execRoot: join(folder, 'exec'),
    systemContainerd: join(folder, 'containerd.sock'),
    log: join(folder, 'log'),
    command: ['dockerd'],
  }
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('does nothing where nothing was left', async () => {
  expect(await removeStaleState(files)).toEqual([])
})

it('removes pid files of processes that are gone, or that are another program by now', async () => {
  const containerdPid = join(files.execRoot, 'containerd/containerd.pid')
  writeFileSync(files.pidFile, `${GONE}`)
  writeFileSync(containerdPid, `${process.pid}`)
  expect(await removeStaleState(files)).toEqual([files.pidFile, containerdPid])
  expect(existsSync(files.pidFile)).toBe(false)
})

it('removes a pid file that holds no number', async () => {
  writeFileSync(files.pidFile, '')
  expect(await removeStaleState(files)).toEqual([files.pidFile])
})

it('removes a socket that nobody listens on, and leaves one that somebody does', async () => {
  const own = join(files.execRoot, 'containerd/containerd.sock')
  writeFileSync(files.systemContainerd, '')
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(own, resolve))
  try {
    expect(await removeStaleState(files)).toEqual([files.systemContainerd])
    expect(existsSync(own)).toBe(true)
  } finally {
    server.close()
  }
})

it('knows a running program by its id and name', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const pid = Number(child.pid)
  await expect.poll(() => isRunning(pid, 'sleep')).toBe(true)
  expect(isRunning(pid, 'dockerd')).toBe(false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isRunning(pid, 'sleep')).toBe(false)
  expect(isRunning(GONE, 'sleep')).toBe(false)
})
