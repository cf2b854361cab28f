/** Streams: everything once and in order, whatever breaks in between. */
import type { LogLine } from '@kapsules/domain'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { appendLines } from '../store/log-lines.ts'
import { readBuild } from '../store/read-builds.ts'
import { keyClient, seedPreview, socketClient, startApi, type TestApi } from './testing.ts'
import { until } from './testing-streams.ts'

let api: TestApi
let key: string
const closing: (() => void)[] = []

beforeAll(async () => {
  api = await startApi()
  key = (await api.key()).key
})
afterEach(() => {
  for (const close of closing.splice(0)) close()
})
afterAll(() => api.close())

const lines = (from: number, count: number, instanceId: string | null = null): LogLine[] =>
  Array.from({ length: count }, (_, index) => ({
    seq: from + index,
    at: 1_700_000_000_000 + from + index,
    channel: 'stdout',
    text: `line ${from + index}`,
    step: null,
    instanceId,
  }))

/** A client of each transport; both must behave the same. */
const transports = [
  ['WebSocket', () => socketClient(api.url, {}, key)],
  ['SSE', () => ({ client: keyClient(api.url, key), close: () => {} })],
] as const

interface Heard {
  readonly ids: string[]
  readonly seqs: number[]
  readonly kinds: string[]
  ended: boolean
  readonly errors: unknown[]
}

const nothing = (): Heard => ({ ids: [], seqs: [], kinds: [], ended: false, errors: [] })

/** Collects what a stream of lines brings. */
function collect(heard: Heard) {
  return {
    onData(item: unknown) {
      const { id, data } = item as { id: string; data: { kind: string; lines?: LogLine[] } }
      heard.ids.push(id)
      heard.kinds.push(data.kind)
      heard.seqs.push(...(data.lines ?? []).map((line) => line.seq))
    },
    onComplete: () => {
      heard.ended = true
    },
    onError: (error: unknown) => void heard.errors.push(error),
  }
}

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index)

describe.each(transports)('over %s', (_, connect) => {
  const open = () => {
    const made = connect()
    closing.push(made.close)
    return made.client
  }

  const publishBuildLines = async (buildId: string, batch: LogLine[]) => {
    await appendLines(api.database, buildId, batch)
    api.live.builds.of(buildId).publish({ kind: 'lines', lines: batch })
  }

  const endBuild = async (buildId: string) => {
    await api.database.pool.query(`update build set status = 'succeeded', finished_at = now() where id = $1`, [buildId])
    api.live.builds.of(buildId).publish({ kind: 'build', build: await readBuild(api.database, buildId) })
  }

  test('a build gives its backlog, then its lines as they come, then its end', async () => {
    const { buildId } = await seedPreview(api.database, { projectId: crypto.randomUUID() })
    await appendLines(api.database, buildId, lines(1, 1200))
    const heard = nothing()
    const subscription = open().builds.logs.subscribe({ buildId }, collect(heard))
    closing.push(() => subscription.unsubscribe())
    await until(() => heard.seqs.length === 1200, 'the backlog is there')
    for (let batch = 0; batch < 20; batch += 1) await publishBuildLines(buildId, lines(1201 + batch * 10, 10))
    await endBuild(buildId)
    await until(() => heard.ended, 'the stream has ended')
    expect(heard.seqs).toEqual(upTo(1400))
    expect(heard.kinds.at(0)).toBe('build')
    expect(heard.kinds.at(-1)).toBe('build')
    expect(heard.ids.at(-1)).toBe('1400')
    expect(api.live.builds.followers(buildId)).toBe(0)
  })

  test('a build that is over gives its lines and ends at once', async () => {
    const { buildId } = await seedPreview(api.database, { projectId: crypto.randomUUID() })
    await appendLines(api.database, buildId, lines(1, 3))
    await endBuild(buildId)
    const heard = nothing()
    open().builds.logs.subscribe({ buildId }, collect(heard))
    await until(() => heard.ended, 'the stream has ended')
    expect(heard.seqs).toEqual([1, 2, 3])
    expect(heard.kinds).toEqual(['lines', 'build'])
  })

  test('lines that were stored and never published are not lost', async () => {
    const { buildId } = await seedPreview(api.database, { projectId: crypto.randomUUID() })
    const heard = nothing()
    open().builds.logs.subscribe({ buildId }, collect(heard))
    await until(() => heard.kinds.length === 1, 'it has begun')
    await appendLines(api.database, buildId, lines(1, 5))
    await publishBuildLines(buildId, lines(6, 1))
    await appendLines(api.database, buildId, lines(7, 2))
    await endBuild(buildId)
    await until(() => heard.ended, 'the stream has ended')
    expect(heard.seqs).toEqual(upTo(8))
  })

  test('a viewer that comes back goes on where it was', async () => {
    const { previewId } = await seedPreview(api.database, { projectId: crypto.randomUUID() })
    await appendLines(api.database, previewId, lines(1, 30))
    const first = nothing()
    const subscription = open().logs.tail.subscribe({ previewId, lines: 10 }, collect(first))
    await until(() => first.seqs.length === 10, 'the tail is there')
    subscription.unsubscribe()
    await appendLines(api.database, previewId, lines(31, 700))
    const second = nothing()
    open().logs.tail.subscribe({ previewId, lines: 10, lastEventId: first.ids.at(-1) }, collect(second))
    await until(() => second.seqs.length >= 700, 'the rest is there')
    const more = lines(731, 5)
    await appendLines(api.database, previewId, more)
    api.live.runtimeLines.of(previewId).publish(more)
    await until(() => second.seqs.length >= 705, 'the new ones are there')
    expect([...first.seqs, ...second.seqs]).toEqual(upTo(715, 21))
  })

  test.each([
    ['huge', '9'.repeat(30)],
    ['negative', '-5'],
    ['text', "1' or 1=1; --"],
    ['of another stream', '5000'],
  ])('B33: a lastEventId that is %s starts from a safe point', async (_what, lastEventId) => {
    const { previewId, buildId } = await seedPreview(api.database, { projectId: crypto.randomUUID() })
    await appendLines(api.database, previewId, lines(1, 30))
    await appendLines(api.database, buildId, lines(1, 30))
    await endBuild(buildId)
    const [tail, build, changes] = [nothing(), nothing(), nothing()]
    const client = open()
    client.logs.tail.subscribe({ previewId, lines: 10, lastEventId }, collect(tail))
    client.builds.logs.subscribe({ buildId, lastEventId }, collect(build))
    client.previews.changes.subscribe({ previewId, lastEventId }, collect(changes))
    client.events.live.subscribe({ previewId, lastEventId }, collect(nothing()))
    client.usage.live.subscribe({ previewId, lastEventId }, collect(nothing()))
    await until(() => tail.seqs.length === 10 && build.ended && changes.kinds.length === 1, 'all have begun')
    expect(tail.seqs).toEqual(upTo(10, 21))
    expect(build.seqs).toEqual(upTo(30))
    expect(changes.kinds).toEqual(['snapshot'])
    expect([...tail.errors, ...build.errors, ...changes.errors]).toEqual([])
  })

  test('changes begin with a snapshot, follow, and resume exactly', async () => {
    const projectId = crypto.randomUUID()
    const { previewId } = await seedPreview(api.database, { projectId })
    const news = { previewId, tenantId: 'default' }
    const first = nothing()
    const subscription = open().previews.changes.subscribe({ previewId }, collect(first))
    await until(() => first.kinds.length === 1, 'the snapshot is there')
    api.live.previews.publish({ ...news, kind: 'changed' })
    await until(() => first.kinds.length === 2, 'the change is there')
    subscription.unsubscribe()
    api.live.previews.publish({ ...news, kind: 'changed' })
    api.live.previews.publish({ ...news, tenantId: 'other', kind: 'changed' })
    api.live.previews.publish({ ...news, previewId: crypto.randomUUID(), kind: 'changed' })
    api.live.previews.publish({ ...news, kind: 'removed' })
    const second = nothing()
    open().previews.changes.subscribe({ previewId, lastEventId: first.ids.at(-1) }, collect(second))
    await until(() => second.kinds.length === 2, 'what was missed is there')
    expect(first.kinds).toEqual(['snapshot', 'changed'])
    expect(second.kinds).toEqual(['changed', 'removed'])
  })

  test('events after the last one seen, then live, each once', async () => {
    const { previewId } = await seedPreview(api.database, { projectId: crypto.randomUUID() })
    const seen: number[] = []
    open().events.live.subscribe({ previewId, lastEventId: '0' }, { onData: ({ data }) => void seen.push(data.id) })
    await until(() => seen.length === 1, 'the stored one is there')
    const { items } = await open().events.list.query({ previewId })
    const [event] = items
    if (!event) throw new Error('no event')
    const next = { ...event, id: event.id + 1000 }
    for (const published of [
      event,
      next,
      { ...next, id: next.id + 1, tenantId: 'other' },
      { ...next, id: next.id - 1 },
    ])
      api.live.events.publish(published)
    await until(() => seen.length >= 3, 'the live ones are there')
    expect(seen).toEqual([event.id, next.id, next.id - 1])
  })

  test('usage replays what is kept, then follows', async () => {
    const { previewId } = await seedPreview(api.database, { projectId: crypto.randomUUID() })
    const publish = (at: number) => api.live.samples.of(previewId).publish({ ...sample, at })
    for (const at of [1, 2, 3]) publish(at)
    const heard: number[] = []
    const ids: string[] = []
    const subscription = open().usage.live.subscribe(
      { previewId },
      {
        onData: ({ id, data }) => {
          ids.push(id)
          heard.push(...data.samples.map((one) => one.at))
        },
      },
    )
    await until(() => heard.length === 3, 'the kept ones are there')
    publish(4)
    await until(() => heard.length === 4, 'the new one is there')
    subscription.unsubscribe()
    publish(5)
    const again: number[] = []
    open().usage.live.subscribe(
      { previewId, lastEventId: ids.at(-1) },
      { onData: ({ data }) => void again.push(...data.samples.map((one) => one.at)) },
    )
    await until(() => again.length === 1, 'the missed one is there')
    expect([...heard, ...again]).toEqual([1, 2, 3, 4, 5])
  })

  test('the overview has the newest sample of every running preview of the tenant', async () => {
    const { previewId } = await seedPreview(api.database, { projectId: crypto.randomUUID() })
    const target = { instanceId: previewId, previewId, hostPort: 1, appPort: 1, cpuLimit: 1, memoryLimitBytes: 1 }
    api.live.targets.set(previewId, { ...target, tenantId: 'default', startedAt: 0, wasReady: true })
    api.live.targets.set('x', { ...target, previewId: 'x', tenantId: 'other', startedAt: 0, wasReady: true })
    for (const id of [previewId, 'x']) for (const at of [1, 2]) api.live.samples.of(id).publish({ ...sample, at })
    const heard: (readonly [string, number])[] = []
    open().usage.overview.subscribe(
      {},
      { onData: ({ data }) => void heard.push(...data.samples.map((one) => [one.previewId, one.at] as const)) },
    )
    await until(() => heard.some(([id]) => id === previewId), 'it is there')
    expect(heard.find(([id]) => id === previewId)).toEqual([previewId, 2])
    expect(heard.map(([id]) => id)).not.toContain('x')
    for (const id of [previewId, 'x']) api.live.targets.delete(id)
  })
})

const sample = {
  instanceId: 'i',
  at: 0,
  cpus: 0.5,
  cpuLimit: 1,
  memoryBytes: 1,
  memoryLimitBytes: 2,
  networkRxPerSecond: 0,
  networkTxPerSecond: 0,
  blockReadPerSecond: 0,
  blockWritePerSecond: 0,
  pids: 1,
  throttledShare: 0,
}
