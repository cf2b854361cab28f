import { expect, test } from 'vitest'
import { createTopics } from './topics.ts'

test('a topic that nobody follows and that keeps nothing is forgotten', () => {
  const topics = createTopics<number>({ keep: 0 })
  const before = topics.of('a')
  before.publish(1)
  expect(topics.of('a')).not.toBe(before)
})

test('a topic lives while it is followed, and goes with the last follower', () => {
  const topics = createTopics<number>({ keep: 0 })
  const topic = topics.of('a')
  const abort = new AbortController()
  topic.follow({ signal: abort.signal })
  topic.publish(1)
  expect(topics.of('a')).toBe(topic)
  expect(topics.followers('a')).toBe(1)
  abort.abort()
  expect(topics.followers('a')).toBe(0)
  expect(topics.of('a')).not.toBe(topic)
})

test('a topic that keeps something stays until it is dropped', () => {
  const topics = createTopics<number>({ keep: 1 })
  topics.of('a').publish(1)
  expect(topics.of('a').kept()).toHaveLength(1)
  topics.drop('a')
  expect(topics.of('a').kept()).toHaveLength(0)
})
