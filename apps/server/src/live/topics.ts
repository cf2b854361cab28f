import { createTopic, type Topic, type TopicOptions } from './topic.ts'

/** Topics by key. */
export interface Topics<T> {
  /** The topic of a key. One that nobody follows and that keeps nothing is forgotten; asking again begins a new one. */
  of(key: string): Topic<T>
  /** Forgets a topic; its followers keep what they hold. */
  drop(key: string): void
  /** How many follow the topic of this key. */
  followers(key: string): number
}

/** Makes topics by key, each coming into being when first asked for. */
export function createTopics<T>(options: TopicOptions<T>): Topics<T> {
  const topics = new Map<string, Topic<T>>()
  return {
    of(key) {
      const known = topics.get(key)
      if (known) return known
      const made = createTopic(options, () => {
        if (topics.get(key) === made) topics.delete(key)
      })
      topics.set(key, made)
      return made
    },
    drop: (key) => void topics.delete(key),
    followers: (key) => topics.get(key)?.followers ?? 0,
  }
}
