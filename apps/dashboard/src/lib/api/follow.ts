/**
 * Follows a subscription for as long as somebody wants it. The link resumes by itself when the connection breaks; this
 * also resumes, from the last id seen, when the server ended the subscription with an error that may pass.
 */
import { faultOf, isRetryable, isSignedOut, type ShownFault } from './faults.ts'
import { noteError } from './query-client.ts'

interface Observer<Item> {
  readonly onData?: (item: Item) => void
  readonly onError?: (error: never) => void
  readonly onComplete?: () => void
}

/** A subscription of the API: `api.builds.logs` and the like. */
export interface Followable<Input, Data> {
  subscribe(input: Input, observer: Observer<{ readonly id: string; readonly data: Data }>): { unsubscribe(): void }
}

export interface Follower<Data> {
  readonly onData: (data: Data) => void
  /** Told when following broke for good or for longer than a moment, and null when it goes on. */
  readonly onFault?: (fault: ShownFault | null) => void
}

const shortestWaitMs = 500
const longestWaitMs = 10_000

/** Begins to follow, after `input.lastEventId` if there is one; returns the way to stop. */
export function follow<Input extends { lastEventId?: string | null | undefined }, Data>(
  source: Followable<Input, Data>,
  input: Input,
  { onData, onFault }: Follower<Data>,
): () => void {
  let { lastEventId } = input
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let current = { unsubscribe: () => {} }

  const begin = () => {
    current = source.subscribe(
      { ...input, lastEventId },
      {
        onData(item) {
          if (failures > 0) onFault?.(null)
          failures = 0
          lastEventId = item.id
          onData(item.data)
        },
        onError: retry,
      },
    )
  }
  const retry = (error: unknown) => {
    if (stopped) return
    noteError(error)
    failures += 1
    const passes = isRetryable(error) && !isSignedOut(error)
    if (failures > 1 || !passes) onFault?.(faultOf(error))
    if (passes) timer = setTimeout(begin, Math.min(shortestWaitMs * 2 ** (failures - 1), longestWaitMs))
  }

  begin()
  return () => {
    stopped = true
    clearTimeout(timer)
    current.unsubscribe()
  }
}
