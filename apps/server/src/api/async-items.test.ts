import { expect, test } from 'vitest'
import { createTopic } from '../live/topic.ts'
import { withPauses } from './async-items.ts'

test('pauses stand where nothing came, and no item is lost to them', async () => {
  const topic = createTopic<number>({ keep: 0 })
  const end = new AbortController()
  const items = withPauses(topic.follow({ signal: end.signal }), 5)
  expect((await items.next()).value).toEqual({ kind: 'pause' })
  expect((await items.next()).value).toEqual({ kind: 'pause' })
  topic.publish(1)
  topic.publish(2)
  expect((await items.next()).value).toMatchObject({ item: 1 })
  expect((await items.next()).value).toMatchObject({ item: 2 })
  expect((await items.next()).value).toEqual({ kind: 'pause' })
  end.abort()
  expect((await items.next()).done).toBe(true)
})

test('who stops leaves the source', async () => {
  const topic = createTopic<number>({ keep: 0 })
  const items = withPauses(topic.follow({ signal: new AbortController().signal }), 5)
  await items.next()
  expect(topic.followers).toBe(1)
  await items.return()
  expect(topic.followers).toBe(0)
})
