/**
 * A topic carries items from one source to however many follow. It keeps the newest items, so that a follower may begin
 * with what it missed; each follower has a bounded queue, and one that does not read loses items visibly: it gets a gap
 * in their place and never slows the source or the others.
 */

export interface Delivery<T> {
  readonly kind: 'item'
  /** Counts up from 1 within the topic and process. */
  readonly cursor: number
  readonly item: T
}

export interface Gap {
  readonly kind: 'gap'
  /** How many items were skipped. */
  readonly skipped: number
}

export interface FollowOptions {
  /** Begin with the kept items after this cursor; absent = only what comes from now on; 0 = all that is kept. */
  readonly after?: number | undefined
  /** Items that may wait for this follower. */
  readonly queueLimit?: number
  readonly signal: AbortSignal
}

export interface Topic<T> {
  publish(item: T): number
  /**
   * Follows from this call on: items published after `follow` was called and before the first read are not lost.
   * Ends when the signal fires or the consumer stops.
   */
  follow(options: FollowOptions): AsyncIterable<Delivery<T> | Gap>
  readonly followers: number
  /** The kept items, oldest first. */
  kept(): readonly Delivery<T>[]
}

export interface Topics<T> {
  of(key: string): Topic<T>
  /** Forgets a topic; its followers keep what they hold. */
  drop(key: string): void
  /** How many follow the topic of this key. */
  followers(key: string): number
}

interface Follower<T> {
  readonly queue: Delivery<T>[]
  skipped: number
  wake: (() => void) | null
}

/** Makes a topic that keeps its newest `keep` items. */
export function createTopic<T>({ keep }: { keep: number }): Topic<T> {
  const kept: Delivery<T>[] = []
  const followers = new Map<Follower<T>, number>()
  let cursor = 0
  return {
    publish(item) {
      cursor += 1
      const delivery: Delivery<T> = { kind: 'item', cursor, item }
      kept.push(delivery)
      if (kept.length > keep) kept.shift()
      for (const [follower, limit] of followers) push(follower, delivery, limit)
      return cursor
    },
    follow({ after, queueLimit = 10_000, signal }) {
      const follower: Follower<T> = { queue: [], skipped: 0, wake: null }
      if (after !== undefined) backlog(follower, kept, after)
      followers.set(follower, queueLimit)
      return drain(follower, signal, () => followers.delete(follower))
    },
    get followers() {
      return followers.size
    },
    kept: () => [...kept],
  }
}

function backlog<T>(follower: Follower<T>, kept: readonly Delivery<T>[], after: number): void {
  const oldest = kept[0]?.cursor ?? 0
  if (oldest > after + 1) follower.skipped = oldest - after - 1
  for (const delivery of kept) if (delivery.cursor > after) follower.queue.push(delivery)
}

function push<T>(follower: Follower<T>, delivery: Delivery<T>, limit: number): void {
  if (follower.queue.length >= limit) {
    follower.skipped += follower.queue.length
    follower.queue.length = 0
  }
  follower.queue.push(delivery)
  follower.wake?.()
}

function drain<T>(follower: Follower<T>, signal: AbortSignal, leave: () => void): AsyncIterable<Delivery<T> | Gap> {
  const onAbort = () => {
    leave()
    follower.wake?.()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) leave()
  return {
    async *[Symbol.asyncIterator]() {
      try {
        while (!signal.aborted) {
          if (follower.skipped > 0) {
            const { skipped } = follower
            follower.skipped = 0
            yield { kind: 'gap', skipped }
          }
          const next = follower.queue.shift()
          if (next) yield next
          else await new Promise<void>((resolve) => (follower.wake = resolve))
        }
      } finally {
        signal.removeEventListener('abort', onAbort)
        leave()
      }
    },
  }
}

/** Makes topics by key, each coming into being when first asked for. */
export function createTopics<T>(options: { keep: number }): Topics<T> {
  const topics = new Map<string, Topic<T>>()
  return {
    of(key) {
      const known = topics.get(key)
      if (known) return known
      const made = createTopic<T>(options)
      topics.set(key, made)
      return made
    },
    drop: (key) => void topics.delete(key),
    followers: (key) => topics.get(key)?.followers ?? 0,
  }
}
