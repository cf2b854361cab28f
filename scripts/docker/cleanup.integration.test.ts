// The script as people run it, on a real engine and a real database, without a server.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../apps/server/src/postgres/start.ts'
import { createDatabase } from '../../apps/server/src/store/database.ts'
import { migrate, readMigrations } from '../../apps/server/src/store/migrate.ts'
import { run, runOrFail } from '../bootstrap/run.mjs'
import { root } from '../bootstrap/toolchain.mjs'

const DEADLINE_MS = 60_000
const IMAGE = 'kapsules-check/empty:latest'

let dataDir = ''
let owner = ''
const made: string[][] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cleanup-'))
  owner = `${process.env.KAPSULES_TEST_OWNER ?? 'test'}-cleanup-${process.pid}`
  await writeFile(join(dataDir, 'owner'), owner)
})

afterEach(async () => {
  for (const command of made.splice(0).reverse()) await run('docker', command, { deadlineMs: DEADLINE_MS })
  await rm(dataDir, { recursive: true, force: true })
})

async function docker(...args: string[]): Promise<string> {
  return (await runOrFail('docker', args, { deadlineMs: DEADLINE_MS })).output.trim()
}

/** A network as the server would have made it for a preview of this owner. */
async function makeNetwork(of: string, previewId: string): Promise<string> {
  const labels = ['--label', `kapsules.owner=${of}`, '--label', `kapsules.preview=${previewId}`]
  // From the last part of a range that tests of the server do not use: the engine's own pools are small.
  const subnet = `10.199.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 16) * 16}/28`
  const id = await docker('network', 'create', '--internal', '--subnet', subnet, ...labels, `kapsules-${previewId}`)
  made.push(['network', 'rm', id])
  return id
}

/** A container that was made and never started, from an image without files. */
async function makeContainer(of: string, instanceId: string): Promise<string> {
  await writeFile(join(dataDir, 'empty.tar'), Buffer.alloc(1024))
  await docker('import', join(dataDir, 'empty.tar'), IMAGE)
  const labels = ['--label', `kapsules.owner=${of}`, '--label', `kapsules.instance=${instanceId}`]
  const id = await docker('create', ...labels, '--label', `kapsules.preview=${randomUUID()}`, IMAGE, 'nothing')
  made.push(['rmi', IMAGE], ['rm', '--force', id])
  return id
}

async function makeDatabase(previewIds: string[]): Promise<void> {
  const postgres = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    signal: AbortSignal.timeout(DEADLINE_MS),
  })
  const database = createDatabase(postgres.url, { poolSize: 1 })
  await migrate(postgres.url, await readMigrations(join(root, 'prisma/migrations')), AbortSignal.timeout(DEADLINE_MS))
  await database.prisma.tenant.create({ data: { id: 'default', name: 'Default' } })
  for (const id of previewIds) {
    const limits = { memoryBytes: 1n, cpus: 1, pids: 1 }
    await database.prisma.preview.create({
      data: { id, tenantId: 'default', projectId: id, name: 'main', slug: id, ...limits },
    })
  }
  await database.close()
  await postgres.stop()
}

async function cleanup(...options: string[]) {
  const env = {
    KAPSULES_DATA_DIR: dataDir,
    KAPSULES_OWNER: '',
    KAPSULES_URL: '',
    DATABASE_URL: '',
    KAPSULES_API_KEY: '',
  }
  return await run(join(root, 'scripts/docker/cleanup.sh'), options, { deadlineMs: DEADLINE_MS, env })
}

function removals(output: string): string[] {
  return output.split('\n').filter((line) => line.includes('remove'))
}

async function remaining(): Promise<string[]> {
  const filter = ['--no-trunc', '--quiet', '--filter', 'label=kapsules.owner']
  const lists = [await docker('network', 'ls', ...filter), await docker('ps', '--all', ...filter)]
  return lists.flatMap((list) => list.split('\n'))
}

it('removes what has our label and no record, and nothing else', async () => {
  const [recorded, lost, foreign] = [randomUUID(), randomUUID(), randomUUID()]
  await makeDatabase([recorded])
  const kept = [await makeNetwork(owner, recorded), await makeNetwork(`${owner}-other`, foreign)]
  const orphans = [await makeNetwork(owner, lost), await makeContainer(owner, lost)]

  const dry = await cleanup('--dry-run')
  expect(dry.code).toBe(0)
  expect(removals(dry.output)).toEqual([`would remove instance ${lost}`, `would remove network ${lost}`])
  expect(await remaining()).toEqual(expect.arrayContaining([...kept, ...orphans]))

  const real = await cleanup()
  expect(real.code).toBe(0)
  expect(removals(real.output)).toEqual([`removed instance ${lost}`, `removed network ${lost}`])
  const left = await remaining()
  expect(left).toEqual(expect.arrayContaining(kept))
  expect(left.filter((id) => orphans.includes(id))).toEqual([])

  expect((await cleanup()).output).toContain(`nothing of ${owner} is without a record`)
})

it('removes nothing when nobody can tell what has a record', async () => {
  const network = await makeNetwork(owner, randomUUID())
  const { code, output } = await cleanup()
  expect(code).toBe(1)
  expect(output).toContain('nothing is removed')
  expect(await remaining()).toContain(network)
})

it('refuses an option that it does not know', async () => {
  const { code, output } = await cleanup('--force')
  expect(code).toBe(1)
  expect(output).toContain('Usage: cleanup.sh [--dry-run]')
})
