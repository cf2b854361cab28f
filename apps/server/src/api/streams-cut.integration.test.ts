/** Streams over lines that break: of the viewer, of the reader who does not read, and of the database. */
import { setTimeout as pause } from 'node:timers/promises'
import type { LogLine } from '@kapsules/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createDatabaseProxy, type DatabaseProxy } from '../postgres/testing-proxy.ts'
import { appendLines } from '../store/log-lines.ts'
import { keyClient, seedPreview, socketClient, startApi, type TestApi } from './testing.ts'
import { until } from './testing-streams.ts'

let way: DatabaseProxy
let api: TestApi
let key: string

beforeAll(async () => {
  api = await startApi({
    throughProxy: async (url) => {
      way = await createDatabaseProxy(url)
      return way.url
    },
  })
  key = (await api.key()).key
})
afterAll(async () => {
  way.mend()
  await api.close()
  await way.close()
})

const line = (seq: number, text = `line ${seq}`): LogLine => ({
  seq,
  at: seq,
  channel: 'stdout',
  text,
  step: null,
  instanceId: null,
})

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

async function publish(previewId: string, lines: LogLine[]): Promise<void> {
  await appendLines(api.database, previewId, lines)
  api.live.runtimeLines.of(previewId).publish(lines)
}

test('a viewer whose connection is cut again and again gets every line once, in order', async () => {
  const { previewId } = await seedPreview(api.database, { projectId: 'cut' })
  const line2 = await createDatabaseProxy(api.url)
  const { client, close } = socketClient(new URL(line2.url).origin, {}, key)
  const seen: number[] = []
  const subscription = client.logs.tail.subscribe(
    { previewId, lines: 0 },
    {
      onData: ({ data }) => {
        if (data.kind === 'gap') throw new Error('a gap')
        seen.push(...data.lines.map(({ seq }) => seq))
      },
    },
  )
  await until(
    () => api.live.runtimeLines.followers(previewId) === 1,
    () => 'it follows',
  )
  const total = 600
  for (let seq = 1; seq <= total; seq += 1) {
    await publish(previewId, [line(seq)])
    if (seq % 50 === 25) {
      line2.cut()
      await pause(seq % 40)
      line2.mend()
    }
  }
  await until(
    () => seen.at(-1) === total,
    () => `all are there: ${seen.length}`,
  )
  expect(seen).toEqual(upTo(total))
  subscription.unsubscribe()
  await close()
  await line2.close()
  await until(
    () => api.live.runtimeLines.followers(previewId) === 0,
    () => 'nobody is left',
  )
})

test('F34: a viewer that does not read costs little, and gets everything when it reads again', async () => {
  const { previewId } = await seedPreview(api.database, { projectId: 'stalled' })
  const headers = { authorization: `Bearer ${key}` }
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/trpc`, { headers })
  await new Promise((resolve) => socket.once('open', resolve))
  const seen: number[] = []
  socket.on('message', (message) => {
    const { result } = JSON.parse(String(message)) as { result?: { data?: { data: { lines?: LogLine[] } } } }
    seen.push(...(result?.data?.data.lines ?? []).map(({ seq }) => seq))
  })
  const params = { path: 'logs.tail', input: { previewId, lines: 0 } }
  socket.send(JSON.stringify({ id: 1, method: 'subscription', params }))
  await until(
    () => api.live.runtimeLines.followers(previewId) === 1,
    () => 'it follows',
  )
  socket.pause()
  const text = 'x'.repeat(4000)
  let most = 0
  for (let batch = 0; batch < 90; batch += 1) {
    await publish(
      previewId,
      Array.from({ length: 100 }, (_, index) => line(batch * 100 + index + 1, text)),
    )
    most = Math.max(most, ...api.unread())
  }
  // 36 MB were printed; what waits is what was under way when the limit was reached
  expect(most).toBeLessThan(2_000_000)
  socket.resume()
  await until(
    () => seen.length >= 9000,
    () => `all are there: ${seen.length}`,
  )
  expect(seen).toEqual(upTo(9000))
  socket.terminate()
})

test('F23 F33: with the database gone a stream ends with a typed fault, calls are refused, and all of it comes back', async () => {
  const { previewId } = await seedPreview(api.database, { projectId: 'away' })
  const { client, close } = socketClient(api.url, {}, key)
  const errors: unknown[] = []
  const seen: number[] = []
  const follow = (lastEventId?: string) =>
    client.logs.tail.subscribe(
      { previewId, lines: 0, lastEventId },
      {
        onData: ({ data }) => void seen.push(...('lines' in data ? data.lines.map(({ seq }) => seq) : [])),
        onError: (error) => void errors.push(error),
      },
    )
  follow()
  await until(
    () => api.live.runtimeLines.followers(previewId) === 1,
    () => 'it follows',
  )
  way.cut()
  // a hole makes the stream go to the store
  api.live.runtimeLines.of(previewId).publish([line(7)])
  await until(
    () => errors.length === 1,
    () => 'the stream has ended',
  )
  expect(errors[0]).toMatchObject({ data: { code: 'SERVICE_UNAVAILABLE', fault: { code: 'database-unreachable' } } })
  await expect(keyClient(api.url, key).previews.list.query({})).rejects.toMatchObject({
    data: { httpStatus: 503, fault: { code: 'database-unreachable' } },
  })
  expect((await fetch(`${api.url}/healthz`)).status).toBe(200)
  const ready = await fetch(`${api.url}/readyz`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({ ok: false, database: { ok: false }, engine: { ok: true } })
  way.mend()
  await until(
    async () => (await fetch(`${api.url}/readyz`)).ok,
    () => 'it is back',
  )
  follow('0')
  await publish(
    previewId,
    [1, 2, 3].map((seq) => line(seq)),
  )
  await until(
    () => seen.length === 3,
    () => 'lines come again',
  )
  expect(seen).toEqual([1, 2, 3])
  expect(api.reports).toEqual([])
  await close()
})
