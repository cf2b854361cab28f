/** A set of keys that wait for attention, each at most once, oldest first. */
export interface Pending<Key> {
  add(key: Key): void
  /** Takes the oldest key that is not in `busy`, or undefined. */
  take(busy: ReadonlySet<Key>): Key | undefined
  readonly size: number
  /** Calls back when a key was added. Returns its own undo. */
  onAdd(listener: () => void): () => void
}

/** Makes an empty set of pending keys. */
export function createPending<Key>(): Pending<Key> {
  const keys = new Set<Key>()
  const listeners = new Set<() => void>()
  return {
    add(key) {
      keys.add(key)
      for (const listener of [...listeners]) listener()
    },
    take(busy) {
      for (const key of keys) {
        if (busy.has(key)) continue
        keys.delete(key)
        return key
      }
      return undefined
    },
    get size() {
      return keys.size
    },
    onAdd(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
