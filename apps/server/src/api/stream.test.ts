import { setTimeout as pause } from 'node:timers/promises'
import { FaultError, fault } from '@kapsules/domain'
import { expect, test } from 'vitest'
import { anonymous, type Known, type Who } from '../access/who.ts'
import { socketConnection } from './connection.ts'
import { openStream } from './stream.ts'
import { readAll } from './testing-streams.ts'

const viewer: Known = { kind: 'user', id: 'u', name: '', email: '', role: 'viewer' }

function context(identify: () => Promise<Who> = async () => viewer, bufferedAmount = () => 0) {
  const socket = {
    get bufferedAmount() {
      return bufferedAmount()
    },
  }
  return { who: viewer, identify, connection: socketConnection(socket) }
}

/** A source that never ends by itself; it tells when it was left. */
function source(left: string[]) {
  return async function* (signal: AbortSignal) {
    try {
      for (let item = 0; !signal.aborted; item += 1) {
        yield item
        await pause(1)
      }
    } finally {
      left.push('left')
    }
  }
}

test('what was attached is let go when the viewer stops', async () => {
  const left: string[] = []
  for await (const item of openStream(context(), undefined, source(left))) if (item === 2) break
  expect(left).toEqual(['left'])
})

test('what was attached is let go when the connection ends', async () => {
  const left: string[] = []
  const connection = new AbortController()
  for await (const item of openStream(context(), connection.signal, source(left))) if (item === 2) connection.abort()
  expect(left).toEqual(['left'])
})

test('F33: an error of the source ends this stream and lets go', async () => {
  const ctx = context()
  const broken = openStream(ctx, undefined, async function* () {
    yield 1
    throw new Error('broken')
  })
  await expect(readAll(broken)).rejects.toThrow('broken')
  for (let count = 0; count < 500; count += 1)
    await expect(readAll(openStream(ctx, undefined, async function* () {}))).resolves.toEqual([])
})

test('a stream ends when the session or key behind it has ended', async () => {
  let who: Who = viewer
  const left: string[] = []
  const items = openStream(
    context(async () => who),
    undefined,
    source(left),
    5,
  )
  await items.next()
  who = anonymous
  await expect(readAll(items)).rejects.toMatchObject({ fault: { code: 'unauthenticated' } })
  expect(left).toEqual(['left'])
})

test('a stream goes on while it cannot be asked whether it may', async () => {
  const away = new FaultError(fault('database-unreachable', 'away', ''))
  let asked = 0
  const items = openStream(
    context(async () => {
      asked += 1
      throw away
    }),
    undefined,
    source([]),
    1,
  )
  while (asked < 3) expect((await items.next()).done).toBe(false)
  await items.return()
})

test('B32: more than two hundred streams on one connection are refused', async () => {
  const ctx = context()
  const open = Array.from({ length: 200 }, () => openStream(ctx, undefined, source([])))
  for (const items of open) await items.next()
  await expect(openStream(ctx, undefined, source([])).next()).rejects.toMatchObject({
    fault: { code: 'too-many-requests' },
  })
  await open[0]?.return()
  await expect(openStream(ctx, undefined, source([])).next()).resolves.toMatchObject({ done: false })
})

test('F34: the source waits while its reader has too much unread', async () => {
  let unread = 1_000_000
  let given = 0
  const items = openStream(
    context(undefined, () => unread),
    undefined,
    async function* () {
      for (; ; given += 1) yield given
    },
  )
  await items.next()
  const second = items.next()
  expect(await Promise.race([second, pause(100, 'waits')])).toBe('waits')
  unread = 0
  expect(await second).toEqual({ done: false, value: 1 })
  await items.return()
})
