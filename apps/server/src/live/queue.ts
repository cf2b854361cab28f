/** What one follower of a topic has still to read. Bounded: when it is full, all that waits is given up for one gap. */

export interface Delivery<T> {
  readonly kind: 'item'
  /** Counts up from 1 within the topic and process. */
  readonly cursor: number
  readonly item: T
}

export interface Gap {
  readonly kind: 'gap'
  /** How many items were skipped; 0 when that cannot be told. */
  readonly skipped: number
}

export interface QueueLimits<T> {
  /** Items that may wait. */
  readonly count: number
  /** How much memory an item takes, in a unit of the caller's, and how much of that may wait. One item may exceed it. */
  readonly weigh: (item: T) => number
  readonly weight: number
}

export interface Queue<T> {
  push(delivery: Delivery<T>): void
  /** Says that items were skipped at this place. */
  skip(count: number): void
  /** The next thing to read, if there is one. */
  take(): Delivery<T> | Gap | undefined
  clear(): void
}

/** Makes an empty queue. */
export function createQueue<T>(limits: QueueLimits<T>): Queue<T> {
  let deliveries: Delivery<T>[] = []
  let weight = 0
  let skipped: number | null = null
  const clear = () => {
    deliveries = []
    weight = 0
  }
  const skip = (count: number) => {
    skipped = (skipped ?? 0) + count
  }
  return {
    skip,
    clear,
    push(delivery) {
      const more = limits.weigh(delivery.item)
      const full = deliveries.length >= limits.count || weight + more > limits.weight
      if (full && deliveries.length > 0) {
        skip(deliveries.length)
        clear()
      }
      deliveries.push(delivery)
      weight += more
    },
    take() {
      if (skipped !== null) {
        const gap: Gap = { kind: 'gap', skipped }
        skipped = null
        return gap
      }
      const next = deliveries.shift()
      if (next) weight -= limits.weigh(next.item)
      return next
    },
  }
}
