/** A server for measuring: the real process, with a data directory, ports and a label of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createKapsulesClient, type KapsulesClient } from '@kapsules/client'

export interface BenchServer {
  readonly client: KapsulesClient
  readonly pid: number
  /** Deletes every preview, then ends the server. */
  stop(): Promise<void>
}

const startDeadlineMs = 60_000

/** Starts a server and waits until it is up. */
export async function startBenchServer(): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kapsules-bench-'))
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../apps/server/src/main.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: '0',
      KAPSULES_DATA_DIR: dataDir,
      KAPSULES_OWNER: `bench-${process.pid}`,
      CONTAINER_PORT_RANGE_START: '29000',
      CONTAINER_PORT_RANGE_END: '29899',
      PREVIEW_SUBNET_POOL: '10.222.0.0/16',
      DEMO_PROJECT: 'false',
    },
  })
  const url = await waitForUrl(dataDir, child)
  const apiKey = (await readFile(join(dataDir, 'local-api-key'), 'utf8')).trim()
  const client = createKapsulesClient({ url, apiKey })
  return {
    client,
    pid: child.pid ?? 0,
    async stop() {
      await deleteAll(client)
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await ended
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function waitForUrl(dataDir: string, child: ChildProcess): Promise<string> {
  const deadline = Date.now() + startDeadlineMs
  while (Date.now() < deadline && child.exitCode === null) {
    const text = await readFile(join(dataDir, 'server.json'), 'utf8').catch(() => null)
    if (text) return (JSON.parse(text) as { url: string }).url
    await pause(20)
  }
  throw new Error('the server for measuring did not come up')
}

async function deleteAll(client: KapsulesClient): Promise<void> {
  const ids = async () => (await client.trpc.previews.list.query({ limit: 1000 })).items.map((preview) => preview.id)
  for (const previewId of await ids()) await client.trpc.previews.delete.mutate({ previewId })
  const deadline = Date.now() + 120_000
  while (Date.now() < deadline && (await ids()).length > 0) await pause(200)
}
