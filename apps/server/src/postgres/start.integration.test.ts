import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { silentLog } from '../log.ts'
import { createPostgresKeeper } from './keeper.ts'
import { endPostmaster, readPostmaster, settledPostmaster } from './postmaster.ts'
import { chooseRunAs } from './run-as.ts'
import { startEmbeddedPostgres } from './start.ts'

const never = new AbortController().signal
const settings = { io_method: 'sync' }
const folders: string[] = []

afterEach(async () => {
  for (const folder of folders.splice(0)) {
    const cluster = join(folder, 'cluster')
    const running = await settledPostmaster(cluster, AbortSignal.timeout(20_000))
    if (running) await endPostmaster(cluster, running.pid)
    await rm(folder, { recursive: true, force: true })
  }
})

async function newFolder(below = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(below, 'kapsules-test-embedded-'))
  folders.push(folder)
  return folder
}

const start = (dataDir: string, port?: number) =>
  startEmbeddedPostgres({ dataDir, settings, signal: never, ...(port === undefined ? {} : { port }) })

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const pidOf = async (folder: string) => (await readPostmaster(join(folder, 'cluster')))?.pid ?? 0

test('the first start makes it; a stop and another start keep address and content', async () => {
  const folder = await newFolder()
  const first = await start(folder)
  expect(first.adopted).toBe(false)
  await query(first.url, 'create table kept as select 1 as one')
  await first.stop()
  expect(await pidOf(folder)).toBe(0)
  const second = await start(folder)
  expect(second).toMatchObject({ url: first.url, adopted: false })
  expect(await query(second.url, 'select * from kept')).toEqual([{ one: 1 }])
})

test('only who knows the password gets in, and only from this machine', async () => {
  const folder = await newFolder()
  const { url } = await start(folder)
  const guess = Object.assign(new URL(url), { password: 'postgres' }).href
  await expect(query(guess, 'select 1')).rejects.toThrow('password authentication failed')
  expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'cluster'))).mode & 0o777).toBe(0o700)
})

test.each([
  { who: 'a folder that is open', mode: 0o755 },
  { who: 'a folder that is closed to others', mode: 0o700 },
])('in $who it runs, never as root', async ({ mode }) => {
  const folder = await newFolder()
  await chmod(folder, mode)
  const { url } = await start(folder)
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await stat(`/proc/${await pidOf(folder)}`)).uid).not.toBe(0)
})

/** A server in a process of its own, so that it can be killed. Resolves when its Postgres runs. */
async function startElsewhere(folder: string, uid?: number): Promise<{ kill(): Promise<void> }> {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('./start.ts', import.meta.url).href)})
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(folder)}, settings: ${JSON.stringify(settings)}, signal: new AbortController().signal })
    console.log('started')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const started = (async () => {
    for await (const line of createInterface(child.stdout)) if (line === 'started') return
    throw new Error('it ended before it had started')
  })()
  await started
  return {
    kill() {
      child.kill('SIGKILL')
      return ended
    },
  }
}

test('a normal user runs it as themselves', async () => {
  // the temporary folder of a test run may be closed to others
  const folder = await newFolder('/tmp')
  await chmod(folder, 0o777)
  const runAs = await chooseRunAs(join(folder, 'cluster'), fileURLToPath(import.meta.url))
  const { uid } = runAs.invoke(process.execPath, []).options
  const server = await startElsewhere(folder, uid)
  expect((await stat(join(folder, 'cluster'))).uid).not.toBe(0)
  expect((await stat(join(folder, 'password'))).uid).toBe(uid ?? process.getuid?.())
  await server.kill()
})

test('what a killed server left running is adopted, with all that was written', async () => {
  const folder = await newFolder()
  const server = await startElsewhere(folder)
  const pid = await pidOf(folder)
  await server.kill()
  const adopted = await start(folder)
  expect(adopted.adopted).toBe(true)
  expect(await pidOf(folder)).toBe(pid)
  await adopted.stop()
  expect(await pidOf(folder)).toBe(0)
})

test('starts at the same time make one Postgres', async () => {
  const folder = await newFolder()
  const all = await Promise.all([start(folder), start(folder), start(folder)])
  expect(all.filter(({ adopted }) => !adopted)).toHaveLength(1)
  expect(new Set(all.map(({ url }) => url)).size).toBe(1)
})

test('after a kill -9 of Postgres in mid-write every acknowledged row is there', async () => {
  const folder = await newFolder()
  const { url } = await start(folder)
  await query(url, 'create table row (number int)')
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  let acknowledged = 0
  const writing = (async () => {
    for (;;) {
      await client.query('insert into row values ($1)', [acknowledged + 1])
      acknowledged += 1
    }
  })()
  const cut = expect(writing).rejects.toThrow()
  await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(50)
  process.kill(await pidOf(folder), 'SIGKILL')
  await cut
  const again = await start(folder)
  expect(again).toMatchObject({ url, adopted: false })
  const [row] = await query(again.url, 'select count(*)::int from row where number <= 1000000')
  expect(row?.count).toBeGreaterThanOrEqual(acknowledged)
})

test('the keeper starts one that was killed again, at the same address', async () => {
  const folder = await newFolder()
  const postgres = await start(folder)
  const keeper = createPostgresKeeper({ postgres, options: { dataDir: folder, settings }, log: silentLog })
  const before = await pidOf(folder)
  await keeper.tick(never)
  expect(await pidOf(folder)).toBe(before)
  const abort = new AbortController()
  const keeping = keeper.run(abort.signal)
  process.kill(before, 'SIGKILL')
  await expect
    .poll(() => query(postgres.url, 'select 1 as one').catch(String), { timeout: 20_000 })
    .toEqual([{ one: 1 }])
  expect(await pidOf(folder)).not.toBe(before)
  abort.abort()
  await keeping
})

test('a pid file that names somebody else, as after a reboot, does not stand in the way', async () => {
  const folder = await newFolder()
  const first = await start(folder)
  await first.stop()
  const stale = [
    process.pid,
    join(folder, 'cluster'),
    1_700_000_000,
    5432,
    '',
    '127.0.0.1',
    '  1234567  99',
    'ready',
    '',
  ]
  await writeFile(join(folder, 'cluster', 'postmaster.pid'), stale.join('\n'))
  expect(await start(folder)).toMatchObject({ url: first.url, adopted: false })
})

test('when its port was taken meanwhile it moves to another and remembers that', async () => {
  const folder = await newFolder()
  const first = await start(folder)
  await first.stop()
  const port = Number(new URL(first.url).port)
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve))
  const second = await start(folder)
  expect(second.url).not.toBe(first.url)
  expect(await readFile(join(folder, 'port'), 'utf8')).toBe(`${new URL(second.url).port}\n`)
  await second.stop()
  const named = start(folder, port)
  await expect(named).rejects.toMatchObject({
    fault: { code: 'database-unreachable', message: `Port ${port} is in use.` },
  })
  await new Promise((resolve) => squatter.close(resolve))
})

test('it is left running while another server uses it', async () => {
  const folder = await newFolder()
  const { url, stop } = await start(folder)
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  await stop()
  expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await other.end()
  await stop()
  expect(await pidOf(folder)).toBe(0)
})

test('a start that fails says what Postgres said', async () => {
  const folder = await newFolder()
  await (await start(folder)).stop()
  await writeFile(join(folder, 'cluster', 'PG_VERSION'), '12\n')
  await expect(start(folder)).rejects.toMatchObject({
    fault: {
      code: 'database-unreachable',
      evidence: expect.arrayContaining([expect.stringContaining('incompatible')]),
    },
  })
})

test('a start that is called off leaves nothing running', async () => {
  const folder = await newFolder()
  await (await start(folder)).stop()
  const abort = new AbortController()
  const starting = startEmbeddedPostgres({ dataDir: folder, settings, signal: abort.signal })
  const ended = expect(starting).rejects.toThrow()
  await expect.poll(() => pidOf(folder), { interval: 1, timeout: 10_000 }).toBeGreaterThan(0)
  abort.abort()
  await ended
  await expect.poll(() => settledPostmaster(join(folder, 'cluster'), AbortSignal.timeout(5_000))).toBe(null)
})
