/**
 * Follows a subscription for as long as somebody wants it. The link resumes by itself when the connection breaks; this
 * also resumes, from the last id seen, when the server ended the subscription with an error that may pass.
 */
import { faultOf, isRetryable, isSignedOut, type ShownFault } from './faults.ts'
import { noteError } from './query-client.ts'

export interface TrackedItem<Data> {
  readonly id: string
  readonly data: Data
}

interface Observer<Data> {
  readonly onData: (item: TrackedItem<Data>) => void
  readonly onError: (error: unknown) => void
  readonly onComplete: () => void
}

export interface Follow<Data> {
  /** Begins the subscription after the given id; undefined is from the beginning. */
  readonly subscribe: (lastEventId: string | undefined, observer: Observer<Data>) => { unsubscribe(): void }
  readonly onData: (data: Data) => void
  /** Told when following broke for good, and null when it goes on. */
  readonly onFault?: (fault: ShownFault | null) => void
  /** The server said that this was all. */
  readonly onEnd?: () => void
}

const shortestWaitMs = 500
const longestWaitMs = 10_000

/** Begins to follow; returns the way to stop. */
export function follow<Data>({ subscribe, onData, onFault, onEnd }: Follow<Data>): () => void {
  let lastEventId: string | undefined
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let current = { unsubscribe: () => {} }

  const begin = () => {
    current = subscribe(lastEventId, {
      onData(item) {
        if (failures > 0) onFault?.(null)
        failures = 0
        lastEventId = item.id
        onData(item.data)
      },
      onError: retry,
      onComplete() {
        if (!stopped) onEnd?.()
      },
    })
  }
  const retry = (error: unknown) => {
    if (stopped) return
    noteError(error)
    failures += 1
    if (failures > 1 || !isRetryable(error)) onFault?.(faultOf(error))
    if (isSignedOut(error) || !isRetryable(error)) return
    timer = setTimeout(begin, Math.min(shortestWaitMs * 2 ** (failures - 1), longestWaitMs))
  }

  begin()
  return () => {
    stopped = true
    clearTimeout(timer)
    current.unsubscribe()
  }
}
