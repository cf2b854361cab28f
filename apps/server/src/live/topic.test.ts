import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTopic, type Delivery, type Gap, type TopicOptions } from './topic.ts'

const never = () => new AbortController().signal

/** Reads what is there for a follower now, without waiting for more. */
async function readAll<T>(items: AsyncIterable<Delivery<T> | Gap>): Promise<(Delivery<T> | Gap)[]> {
  const iterator = items[Symbol.asyncIterator]()
  const read: (Delivery<T> | Gap)[] = []
  for (;;) {
    const result = await Promise.race([iterator.next(), new Promise<null>((resolve) => setImmediate(resolve, null))])
    if (!result || result.done) return read
    read.push(result.value)
  }
}

const items = (read: readonly (Delivery<number> | Gap)[]) =>
  read.map((one) => (one.kind === 'gap' ? `gap ${one.skipped}` : one.item))

function topicOf(count: number, options: TopicOptions<number> = { keep: 5 }) {
  const topic = createTopic<number>(options)
  for (let item = 1; item <= count; item += 1) topic.publish(item)
  return topic
}

test('what is published between the call of follow and the first read is not lost', async () => {
  const topic = topicOf(3)
  const followed = topic.follow({ signal: never() })
  topic.publish(4)
  topic.publish(5)
  expect(items(await readAll(followed))).toEqual([4, 5])
})

test.each([
  { after: undefined, reads: [] },
  { after: 0, reads: [4, 5, 6, 7, 8] },
  { after: 8, reads: [] },
  { after: 6, reads: [7, 8] },
  { after: 3, reads: [4, 5, 6, 7, 8] },
  { after: 1, reads: ['gap 2', 4, 5, 6, 7, 8] },
  { after: 9, reads: ['gap 0', 4, 5, 6, 7, 8] },
  { after: -3, reads: ['gap 0', 4, 5, 6, 7, 8] },
  { after: 1e18, reads: ['gap 0', 4, 5, 6, 7, 8] },
  { after: Number.NaN, reads: ['gap 0', 4, 5, 6, 7, 8] },
])('after cursor $after of 8 with 5 kept a follower reads $reads', async ({ after, reads }) => {
  const topic = topicOf(8)
  expect(items(await readAll(topic.follow({ after, signal: never() })))).toEqual(reads)
})

test('a topic that keeps nothing still marks what a follower missed', async () => {
  const topic = topicOf(8, { keep: 0 })
  expect(items(await readAll(topic.follow({ after: 5, signal: never() })))).toEqual(['gap 3'])
})

test('F34: a follower that does not read is bounded and gets a gap; the others read everything', async () => {
  const topic = createTopic<number>({ keep: 0 })
  const stalled = topic.follow({ signal: never(), queueLimit: 10 })
  const reading = topic.follow({ signal: never(), queueLimit: 10 })[Symbol.asyncIterator]()
  for (let item = 1; item <= 1000; item += 1) {
    topic.publish(item)
    expect(await reading.next()).toEqual({ done: false, value: { kind: 'item', cursor: item, item } })
  }
  const read = items(await readAll(stalled))
  expect(read[0]).toBe('gap 990')
  expect(read.slice(1)).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999, 1000])
})

test('F34: heavy items are bounded by their weight, and a single one that is too heavy still arrives', async () => {
  const topic = createTopic<number>({ keep: 0, weigh: (item) => item, weightLimit: 100 })
  const publishAndRead = async (...weights: number[]) => {
    const followed = topic.follow({ signal: never() })
    for (const weight of weights) topic.publish(weight)
    return items(await readAll(followed))
  }
  expect(await publishAndRead(40, 50, 20, 80)).toEqual(['gap 2', 20, 80])
  expect(await publishAndRead(1, 500)).toEqual(['gap 1', 500])
  expect(await publishAndRead(500, 1)).toEqual(['gap 1', 1])
})

test('a follower leaves when its signal fires, also while it waits', async () => {
  const topic = topicOf(0)
  const abort = new AbortController()
  const iterator = topic.follow({ signal: abort.signal })[Symbol.asyncIterator]()
  const waiting = iterator.next()
  abort.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(topic.followers).toBe(0)
  const late = topic.follow({ signal: abort.signal, after: 0 })
  expect(await readAll(late)).toEqual([])
  expect(topic.followers).toBe(0)
})

test('a follower leaves when its consumer stops, also while it waits', async () => {
  const topic = topicOf(0)
  const iterator = topic.follow({ signal: never() })[Symbol.asyncIterator]()
  const waiting = iterator.next()
  await iterator.return?.()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(topic.followers).toBe(0)
  const broken = topic.follow({ signal: never() })
  topic.publish(1)
  for await (const _ of broken) break
  expect(topic.followers).toBe(0)
})

test('F33: a consumer that throws ends its own following and no other', async () => {
  const topic = topicOf(0)
  const other = topic.follow({ signal: never() })
  const throwing = topic.follow({ signal: never() })
  topic.publish(1)
  const consume = async () => {
    for await (const _ of throwing) throw new Error('cannot draw this')
  }
  await expect(consume()).rejects.toThrow('cannot draw this')
  topic.publish(2)
  expect(topic.followers).toBe(1)
  expect(items(await readAll(other))).toEqual([1, 2])
})

type Step = { kind: 'publish' } | { kind: 'read' } | { kind: 'reconnect' }

test('whatever the order of publishing, reading and reconnecting: nothing is lost without a gap that counts it, nothing comes twice', async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>({ kind: 'publish' }) },
    { weight: 3, arbitrary: fc.constant<Step>({ kind: 'read' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'reconnect' }) },
  )
  const run = async (steps: readonly Step[], keep: number, queueLimit: number) => {
    const topic = createTopic<number>({ keep })
    let abort = new AbortController()
    let published = 0
    let seen = 0
    let iterator = topic.follow({ signal: abort.signal, queueLimit, after: 0 })[Symbol.asyncIterator]()
    const see = (value: Delivery<number> | Gap) => {
      if (value.kind === 'item') expect(value.item).toBe(seen + 1)
      seen += value.kind === 'gap' ? value.skipped : 1
    }
    for (const { kind } of [...steps, ...Array<Step>(queueLimit + keep + 2).fill({ kind: 'read' })]) {
      if (kind === 'publish') {
        published += 1
        topic.publish(published)
      } else if (kind === 'read' && seen < published) {
        const result = await iterator.next()
        if (!result.done) see(result.value)
      } else if (kind === 'reconnect' && seen > 0) {
        abort.abort()
        abort = new AbortController()
        iterator = topic.follow({ signal: abort.signal, queueLimit, after: seen })[Symbol.asyncIterator]()
      }
      expect(topic.kept().length).toBeLessThanOrEqual(keep)
      expect(topic.followers).toBe(1)
    }
    expect(seen).toBe(published)
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      run,
    ),
  )
})
