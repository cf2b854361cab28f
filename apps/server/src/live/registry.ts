/** The latest value for each key, with word of each change. */
export interface Registry<Key, Value> {
  get(key: Key): Value | undefined
  values(): IterableIterator<Value>
  readonly size: number
  set(key: Key, value: Value): void
  /** Forgets a key; listeners get `undefined` as its new value. */
  delete(key: Key): void
  /** Calls back after each set or delete. Returns its own undo. */
  onChange(listener: (key: Key, value: Value | undefined) => void): () => void
}

/** Makes an empty registry. */
export function createRegistry<Key, Value>(): Registry<Key, Value> {
  const values = new Map<Key, Value>()
  const listeners = new Set<(key: Key, value: Value | undefined) => void>()
  const tell = (key: Key, value: Value | undefined) => {
    for (const listener of [...listeners]) listener(key, value)
  }
  return {
    get: (key) => values.get(key),
    values: () => values.values(),
    get size() {
      return values.size
    },
    set(key, value) {
      values.set(key, value)
      tell(key, value)
    },
    delete(key) {
      if (values.delete(key)) tell(key, undefined)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
