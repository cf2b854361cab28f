/**
 * A topic carries items from one source to however many follow. It keeps the newest items, so that a follower may begin
 * with what it missed; each follower has a bounded queue, and one that does not read loses items visibly: it gets a gap
 * in their place and never slows the source or the others.
 */
import { createQueue, type Delivery, type Gap, type Queue, type QueueLimits } from './queue.ts'

export type { Delivery, Gap } from './queue.ts'

export interface FollowOptions {
  /**
   * Begin with the kept items after this cursor; absent = only what comes from now on; 0 = all that is kept. A cursor that
   * was never given out (of an earlier process) gets a gap and all that is kept.
   */
  readonly after?: number | undefined
  /** Items that may wait for this follower. */
  readonly queueLimit?: number
  readonly signal: AbortSignal
}

export interface TopicOptions<T> {
  /** How many items are kept for those who come later. */
  readonly keep: number
  /** How much memory an item takes, in a unit of the caller's. */
  readonly weigh?: (item: T) => number
  /** How much of that may wait for one follower. A single item may exceed it. */
  readonly weightLimit?: number
}

export interface Topic<T> {
  publish(item: T): number
  /**
   * Follows from this call on: items published after `follow` was called and before the first read are not lost.
   * Ends when the signal fires or the consumer stops, also while it waits. For one consumer.
   */
  follow(options: FollowOptions): AsyncIterable<Delivery<T> | Gap>
  readonly followers: number
  /** The kept items, oldest first. */
  kept(): readonly Delivery<T>[]
}

/** Makes a topic. `onIdle` is told whenever nobody follows and nothing is kept. */
export function createTopic<T>(options: TopicOptions<T>, onIdle: () => void = () => {}): Topic<T> {
  const { keep, weigh = () => 0, weightLimit = Number.POSITIVE_INFINITY } = options
  const kept: Delivery<T>[] = []
  const followers = new Set<Follower<T>>()
  let cursor = 0
  const checkIdle = () => {
    if (followers.size === 0 && kept.length === 0) onIdle()
  }
  return {
    publish(item) {
      cursor += 1
      const delivery: Delivery<T> = { kind: 'item', cursor, item }
      kept.push(delivery)
      if (kept.length > keep) kept.shift()
      for (const follower of followers) follower.offer(delivery)
      checkIdle()
      return cursor
    },
    follow({ after, queueLimit = 10_000, signal }) {
      const limits = { count: queueLimit, weigh, weight: weightLimit }
      const follower = createFollower(limits, signal, () => {
        followers.delete(follower)
        checkIdle()
      })
      if (after !== undefined) begin(follower.queue, kept, after, cursor)
      if (!signal.aborted) followers.add(follower)
      return follower.items
    },
    get followers() {
      return followers.size
    },
    kept: () => [...kept],
  }
}

/** Hands over what a follower missed. */
function begin<T>(queue: Queue<T>, kept: readonly Delivery<T>[], after: number, cursor: number): void {
  const known = Number.isInteger(after) && after >= 0 && after <= cursor
  const oldest = kept[0]?.cursor ?? cursor + 1
  if (!known) queue.skip(0)
  else if (after > 0 && oldest > after + 1) queue.skip(oldest - after - 1)
  for (const delivery of kept) if (!known || delivery.cursor > after) queue.push(delivery)
}

interface Follower<T> {
  readonly queue: Queue<T>
  readonly items: AsyncIterable<Delivery<T> | Gap>
  offer(delivery: Delivery<T>): void
}

/** Written out and not a generator: one that waits inside a generator cannot be told to leave. */
function createFollower<T>(limits: QueueLimits<T>, signal: AbortSignal, leave: () => void): Follower<T> {
  type Result = IteratorResult<Delivery<T> | Gap, undefined>
  const over: Result = { done: true, value: undefined }
  const queue = createQueue(limits)
  const waiting: ((result: Result) => void)[] = []
  let ended = signal.aborted

  const end = () => {
    ended = true
    queue.clear()
    signal.removeEventListener('abort', end)
    for (const resolve of waiting.splice(0)) resolve(over)
    leave()
  }
  signal.addEventListener('abort', end, { once: true })

  const iterator: AsyncIterator<Delivery<T> | Gap, undefined> = {
    next() {
      const value = ended ? undefined : queue.take()
      if (value) return Promise.resolve({ done: false, value })
      return ended ? Promise.resolve(over) : new Promise((resolve) => waiting.push(resolve))
    },
    return() {
      end()
      return Promise.resolve(over)
    },
  }
  return {
    queue,
    items: { [Symbol.asyncIterator]: () => iterator },
    offer(delivery) {
      // who waits has read everything, so this is next
      const reader = waiting.shift()
      if (reader) reader({ done: false, value: delivery })
      else queue.push(delivery)
    },
  }
}
