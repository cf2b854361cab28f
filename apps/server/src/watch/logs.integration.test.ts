import { randomUUID } from 'node:crypto'
import { fail, type LogLine } from '@kapsules/domain'
import type { ObservedInstance, Runtime, RuntimeLine } from '@kapsules/runtime'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createLive, type InstanceTarget } from '../live/live.ts'
import { silentLog } from '../log.ts'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { createDatabaseProxy, type DatabaseProxy } from '../postgres/testing-proxy.ts'
import { createDatabase, type Database } from '../store/database.ts'
import { createLogCollector } from './logs.ts'

const waitLong = { timeout: 60_000, interval: 20 }

let fresh: FreshDatabase
let proxy: DatabaseProxy
let throughProxy: Database
const closers: (() => unknown)[] = []

beforeAll(async () => {
  fresh = await freshDatabase()
  proxy = await createDatabaseProxy(fresh.url)
  throughProxy = createDatabase(proxy.url, { poolSize: 4 })
})
afterEach(async () => {
  proxy.mend()
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(async () => {
  await throughProxy.close()
  await proxy.close()
  await fresh.drop()
})

/** An engine that keeps what instances print, as Docker does. */
class PrintingEngine implements Pick<Runtime, 'followLogs' | 'observe'> {
  readonly printed: (RuntimeLine & { readonly instanceId: string })[] = []
  /** Lines that were handed over, also those that were handed over again. */
  read = 0
  #ended = new Set<string>()
  #removed = new Set<string>()
  #connection = 0
  #news: (() => void)[] = []

  print(
    instanceId: string,
    text: string,
    channel: 'stdout' | 'stderr' = 'stdout',
    at = Date.now() + Math.random(),
  ): void {
    this.printed.push({ instanceId, at, channel, text })
    this.#tell()
  }
  remove(instanceId: string): void {
    this.#removed.add(instanceId)
    this.#tell()
  }
  end(instanceId: string): void {
    this.#ended.add(instanceId)
    this.#tell()
  }
  /** Ends all streams although the instances run. */
  cutStreams(): void {
    this.#connection += 1
    this.#tell()
  }

  async *followLogs(instanceId: string, since: number, signal: AbortSignal): AsyncIterable<RuntimeLine> {
    const connection = this.#connection
    if (this.#removed.has(instanceId)) fail('not-found', 'no container', '')
    for (let index = 0; !signal.aborted && connection === this.#connection; ) {
      const line = this.printed[index]
      if (line) {
        index += 1
        if (line.instanceId !== instanceId || line.at < since) continue
        this.read += 1
        yield { at: line.at, channel: line.channel, text: line.text }
      } else if (this.#ended.has(instanceId) || this.#removed.has(instanceId)) return
      else await this.#more(signal)
    }
  }
  async observe(instanceId: string): Promise<ObservedInstance | null> {
    if (this.#removed.has(instanceId)) return null
    const state = this.#ended.has(instanceId) ? 'exited' : 'running'
    return { instanceId, previewId: '', containerId: '', state, exit: null, createdAt: 0, startedAt: 0 }
  }

  #tell(): void {
    for (const tell of this.#news.splice(0)) tell()
  }
  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#news.push(resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}

function newTarget(previewId: string = randomUUID()): InstanceTarget {
  const ids = { instanceId: randomUUID(), previewId, tenantId: 'tenant' }
  return { ...ids, hostPort: 1, appPort: 1, cpuLimit: 1, memoryLimitBytes: 1, startedAt: 0, wasReady: false }
}

/** A server's collector over these targets. */
function collect(runtime: PrintingEngine, targets: readonly InstanceTarget[], database: Database = fresh.database) {
  const live = createLive()
  for (const target of targets) live.targets.set(target.instanceId, target)
  const abort = new AbortController()
  const running = createLogCollector({ live, runtime, database, log: silentLog }).run(abort.signal)
  const stop = () => {
    abort.abort()
    return running
  }
  closers.push(stop)
  return { live, stop }
}

async function storedLines(previewId: string): Promise<{ seq: number; instanceId: string | null; text: string }[]> {
  const rows = await fresh.database.prisma.logLine.findMany({ where: { streamId: previewId }, orderBy: { seq: 'asc' } })
  return rows.map(({ seq, instanceId, text }) => ({ seq: Number(seq), instanceId, text }))
}

/** All that was printed is stored, once, in order for each instance, numbered without holes. */
async function expectAllStored(engine: PrintingEngine, previewId: string): Promise<void> {
  const stored = await storedLines(previewId)
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1))
  const byInstance = (lines: readonly { instanceId: string | null; text: string }[]) =>
    Object.groupBy(
      lines.map(({ instanceId, text }) => ({ instanceId, text })),
      ({ instanceId }) => `${instanceId}`,
    )
  expect(byInstance(stored)).toEqual(byInstance(engine.printed))
}

const countStored = async (previewId: string) => fresh.database.prisma.logLine.count({ where: { streamId: previewId } })

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('what instances print is numbered by preview, stored, and then published', async () => {
  const engine = new PrintingEngine()
  const previewId = randomUUID()
  const targets = [newTarget(previewId), newTarget(previewId)]
  const { live } = collect(engine, targets)
  const followed: LogLine[] = []
  const following = (async () => {
    for await (const news of live.runtimeLines.of(previewId).follow({ signal: AbortSignal.timeout(60_000) })) {
      if (news.kind === 'gap') throw new Error('a gap')
      const newest = news.item.at(-1)?.seq
      expect((await storedLines(previewId)).at(-1)?.seq).toBeGreaterThanOrEqual(newest ?? 0)
      followed.push(...news.item)
      if (followed.length === 400) return
    }
  })()
  for (let number = 0; number < 200; number += 1) {
    for (const { instanceId } of targets) engine.print(instanceId, `line ${number}`)
    await turn()
  }
  await following
  expect(followed.map(({ seq }) => seq)).toEqual(Array.from({ length: 400 }, (_, index) => index + 1))
  await expectAllStored(engine, previewId)
})

test('lines are cleaned before they are stored', async () => {
  const engine = new PrintingEngine()
  const target = newTarget()
  engine.print(target.instanceId, 'half\rwhole\r\n', 'stderr', 1_700_000_000_000.9)
  engine.print(target.instanceId, 'nul \0 and \ud800', 'stdout', 1_700_000_000_001)
  engine.end(target.instanceId)
  const { live } = collect(engine, [target])
  expect(await live.outputDrained(target.instanceId, 60_000)).toBe(true)
  const rows = await fresh.database.prisma.logLine.findMany({
    where: { streamId: target.previewId },
    orderBy: { seq: 'asc' },
  })
  expect(rows).toMatchObject([
    { text: 'whole', channel: 'stderr', at: new Date(1_700_000_000_000), instanceId: target.instanceId },
    { text: 'nul \ufffd and \ufffd', channel: 'stdout' },
  ])
})

test('whoever removes a container can wait for its last words', async () => {
  const engine = new PrintingEngine()
  const { live } = collect(engine, [])
  const target = newTarget()
  live.targets.set(target.instanceId, target)
  for (let number = 0; number < 2_000; number += 1) engine.print(target.instanceId, `line ${number}`)
  expect(await live.outputDrained(target.instanceId, 1)).toBe(false)
  engine.end(target.instanceId)
  expect(await live.outputDrained(target.instanceId, 60_000)).toBe(true)
  await expectAllStored(engine, target.previewId)
  live.targets.delete(target.instanceId)
})

test('a target that goes away is read to its end', async () => {
  const engine = new PrintingEngine()
  const target = newTarget()
  const { live } = collect(engine, [target])
  engine.print(target.instanceId, 'first')
  await expect.poll(() => countStored(target.previewId), waitLong).toBe(1)
  engine.print(target.instanceId, 'last')
  live.targets.delete(target.instanceId)
  engine.end(target.instanceId)
  expect(await live.outputDrained(target.instanceId, 60_000)).toBe(true)
  await expectAllStored(engine, target.previewId)
})

test('F15: when a container is removed behind our back, what was read is stored and nobody waits', async () => {
  const engine = new PrintingEngine()
  const [removedWhileRead, removedBefore] = [newTarget(), newTarget()]
  engine.remove(removedBefore.instanceId)
  const { live } = collect(engine, [removedWhileRead, removedBefore])
  engine.print(removedWhileRead.instanceId, 'last')
  await expect.poll(() => engine.read, waitLong).toBe(1)
  engine.remove(removedWhileRead.instanceId)
  expect(await live.outputDrained(removedWhileRead.instanceId, 60_000)).toBe(true)
  expect(await live.outputDrained(removedBefore.instanceId, 60_000)).toBe(true)
  await expectAllStored(engine, removedWhileRead.previewId)
})

test('F35: when the engine ends the stream of an instance that runs, reading goes on without loss or repeat', async () => {
  const engine = new PrintingEngine()
  const target = newTarget()
  const { live } = collect(engine, [target])
  for (let number = 0; number < 300; number += 1) {
    engine.print(target.instanceId, `line ${number % 7}`)
    if (number % 60 === 0) engine.cutStreams()
    if (number % 3 === 0) await turn()
  }
  engine.end(target.instanceId)
  expect(await live.outputDrained(target.instanceId, 60_000)).toBe(true)
  await expectAllStored(engine, target.previewId)
})

test('a server that is restarted in the middle loses no line and stores none twice', async () => {
  const engine = new PrintingEngine()
  const previewId = randomUUID()
  const targets = [newTarget(previewId), newTarget(previewId)]
  const printing = setInterval(() => {
    for (const { instanceId } of targets)
      for (let count = 0; count < 5; count += 1) engine.print(instanceId, `line ${count}`)
  }, 2)
  try {
    for (let life = 0; life < 4; life += 1) {
      const before = await countStored(previewId)
      const server = collect(engine, targets)
      await expect.poll(() => countStored(previewId), waitLong).toBeGreaterThan(before + 200)
      await server.stop()
    }
  } finally {
    clearInterval(printing)
  }
  for (const { instanceId } of targets) engine.end(instanceId)
  const { live } = collect(engine, targets)
  for (const { instanceId } of targets) await live.outputDrained(instanceId, 60_000)
  await expectAllStored(engine, previewId)
})

test('F1: a server that is killed, with lines in its hands and the database gone, loses no line and stores none twice', async () => {
  const engine = new PrintingEngine()
  const target = newTarget()
  const print = (count: number) => {
    for (let number = 0; number < count; number += 1) engine.print(target.instanceId, `line ${number % 3}`)
  }
  for (let life = 0; life < 2; life += 1) {
    const server = collect(engine, [target], throughProxy)
    print(100)
    await expect.poll(() => countStored(target.previewId), waitLong).toBe(engine.printed.length)
    proxy.cut()
    const before = engine.read
    print(50)
    await expect.poll(() => engine.read, waitLong).toBe(before + 50)
    await server.stop()
    expect(await countStored(target.previewId)).toBe(engine.printed.length - 50)
    proxy.mend()
  }
  engine.end(target.instanceId)
  const { live } = collect(engine, [target])
  await live.outputDrained(target.instanceId, 60_000)
  await expectAllStored(engine, target.previewId)
})

test('F23: while the database is away reading stops after a bounded number of lines, and no line is lost', async () => {
  const engine = new PrintingEngine()
  const target = newTarget()
  const { live } = collect(engine, [target], throughProxy)
  engine.print(target.instanceId, 'before')
  await expect.poll(() => countStored(target.previewId), waitLong).toBe(1)
  proxy.cut()
  for (let number = 0; number < 20_000; number += 1) engine.print(target.instanceId, `line ${number}`)
  await expect.poll(() => engine.read, waitLong).toBeGreaterThan(400)
  // nothing happens that could be waited for: it is this that is to be seen
  for (const until = Date.now() + 3_000; Date.now() < until; ) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(engine.read).toBeLessThan(1_500)
  proxy.mend()
  engine.end(target.instanceId)
  expect(await live.outputDrained(target.instanceId, 60_000)).toBe(true)
  await expectAllStored(engine, target.previewId)
})

test('F26: a connection that is cut after a batch was sent does not store it twice', async () => {
  const engine = new PrintingEngine()
  const target = newTarget()
  const { live } = collect(engine, [target], throughProxy)
  for (let round = 0; round < 5; round += 1) {
    proxy.cutAfterSending('append-lines')
    for (let number = 0; number < 50; number += 1) engine.print(target.instanceId, `line ${number}`)
    await expect.poll(() => countStored(target.previewId), waitLong).toBeGreaterThan(round * 50)
  }
  engine.end(target.instanceId)
  expect(await live.outputDrained(target.instanceId, 60_000)).toBe(true)
  await expectAllStored(engine, target.previewId)
})

test('when somebody else took the numbers, the lines are numbered anew and none is lost', async () => {
  const engine = new PrintingEngine()
  const target = newTarget()
  const { live } = collect(engine, [target])
  engine.print(target.instanceId, 'one')
  await expect.poll(() => countStored(target.previewId), waitLong).toBe(1)
  const foreign = { streamId: target.previewId, at: new Date(), channel: 'system' as const, text: 'foreign' }
  await fresh.database.prisma.logLine.createMany({ data: [2n, 4n].map((seq) => ({ ...foreign, seq })) })
  for (const text of ['two', 'three', 'four']) engine.print(target.instanceId, text)
  const own = async () => {
    const lines = await storedLines(target.previewId)
    return lines.filter(({ instanceId }) => instanceId !== null).map(({ text }) => text)
  }
  // the instance prints nothing more, so nothing but the failure itself can bring the lines back
  await expect.poll(async () => (await own()).toSorted(), waitLong).toEqual(['four', 'one', 'three', 'two'])
  engine.end(target.instanceId)
  expect(await live.outputDrained(target.instanceId, 60_000)).toBe(true)
  expect(await own()).toHaveLength(4)
})
