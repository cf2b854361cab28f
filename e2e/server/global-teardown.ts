/** After all tests, also when a worker crashed: no server, no container and no folder of this run is left. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removeOwnedBy } from './engine.ts'
import { runFolder } from './process.ts'
import { until } from './until.ts'

const stopDeadlineMs = 30_000

export default async function tearDown(): Promise<void> {
  const folders = await readdir(runFolder()).catch(() => [])
  for (const folder of folders) {
    const dataDir = join(runFolder(), folder)
    await endProcess(dataDir, 'server.json', (text) => (JSON.parse(text) as { pid: number }).pid)
    await endProcess(dataDir, 'postgres/cluster/postmaster.pid', (text) => Number(text.split('\n')[0]))
  }
  const owner = process.env.KAPSULES_E2E_OWNER
  if (owner) await removeOwnedBy(`${owner}-`)
  await rm(runFolder(), { recursive: true, force: true })
}

/** Ends the process whose id stands in a file, if it still is the one that works in this folder. */
async function endProcess(dataDir: string, file: string, pidIn: (text: string) => number): Promise<void> {
  const text = await readFile(join(dataDir, file), 'utf8').catch(() => null)
  if (text === null) return
  const pid = pidIn(text)
  if (!(await worksIn(pid, dataDir))) return
  process.kill(pid, 'SIGTERM')
  await until(
    `process ${pid} ends`,
    () => worksIn(pid, dataDir),
    (works) => !works,
    stopDeadlineMs,
  ).catch(() => process.kill(pid, 'SIGKILL'))
}

/** An id alone says little: it may belong to somebody else by now. */
async function worksIn(pid: number, dataDir: string): Promise<boolean> {
  const told = await Promise.all(
    ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  )
  return told.some((text) => text.includes(dataDir))
}
