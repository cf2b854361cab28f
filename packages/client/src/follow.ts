/**
 * A subscription that outlives cuts: after each it is opened again behind the last item that was handled. One attempt is
 *
 *   opening  entered with each attempt; left by the server's first sign, an error, or the deadline for opening
 *   open     items are handled one after the other; left by the end of what was asked for, an error, or a cut
 *   closed   the attempt has an end: `over` (the handler has what it wanted), `cut`, `threw` (the handler failed), `aborted`
 *
 * After a cut there is a pause and a new attempt, until cuts have followed each other for too long without progress.
 */
import { TRPCClientError } from '@trpc/client'
import { ownerOf } from './error.ts'
import { toKapsulesError } from './read-error.ts'

/** What an open subscription reports. The shape of tRPC's observer. */
export interface Observer<Item> {
  onData(envelope: { readonly id: string; readonly data: Item }): void
  onError(error: unknown): void
  onComplete(): void
  onConnectionStateChange(change: { readonly state: string; readonly error: unknown }): void
}

export interface FollowOptions<Item, Result> {
  /** Opens the subscription behind an item, or at its beginning. */
  open(lastEventId: string | undefined, observer: Observer<Item>): { unsubscribe(): void }
  /** Handles one item; the next waits for it. A result ends the following, undefined asks for more. */
  onItem(item: Item): Result | undefined | Promise<Result | undefined>
  readonly signal?: AbortSignal | undefined
  /** How long cuts may follow each other without progress before it is given up, ms. */
  readonly giveUpAfterMs?: number | undefined
}

type End<Result> =
  | { readonly kind: 'over'; readonly result: Result }
  | { readonly kind: 'cut' | 'threw'; readonly error: unknown }
  | { readonly kind: 'aborted' }

/** Where the following is, across attempts. */
interface Place {
  lastEventId: string | undefined
  /** The present attempt has handled an item, or was open for longer than any pause. */
  progressed: boolean
}

const openWithinMs = 15_000
const pauseMs = { first: 100, longest: 5_000 } as const

/**
 * Handles every item once, in order, until the handler has a result, which is given back.
 * @throws KapsulesError when the server refuses, or stays away for longer than `giveUpAfterMs`; what the handler throws;
 *   the signal's reason.
 */
export async function follow<Item, Result>(options: FollowOptions<Item, Result>): Promise<Result> {
  const { signal, giveUpAfterMs = 60_000 } = options
  const place: Place = { lastEventId: undefined, progressed: false }
  let cuts = 0
  let firstCutAt = 0
  while (true) {
    signal?.throwIfAborted()
    place.progressed = false
    const end = await attempt(options, place)
    if (end.kind === 'over') return end.result
    if (end.kind === 'threw') throw end.error
    if (end.kind === 'aborted') continue
    const error = toKapsulesError(end.error)
    if (ownerOf(error.fault) !== 'platform') throw error
    cuts = place.progressed ? 1 : cuts + 1
    if (cuts === 1) firstCutAt = Date.now()
    if (Date.now() - firstCutAt > giveUpAfterMs) throw error
    await pause(Math.min(pauseMs.first * 2 ** (cuts - 1), pauseMs.longest), signal)
  }
}

function attempt<Item, Result>(options: FollowOptions<Item, Result>, place: Place): Promise<End<Result>> {
  return new Promise((resolve) => {
    let closed = false
    let openSince: number | null = null
    let handling = Promise.resolve()
    let subscription: { unsubscribe(): void } | undefined
    const close = (end: End<Result>) => {
      if (closed) return
      closed = true
      clearTimeout(opening)
      options.signal?.removeEventListener('abort', onAbort)
      if (openSince !== null && Date.now() - openSince > pauseMs.longest) place.progressed = true
      subscription?.unsubscribe()
      // an item that is being handled is finished first, so that the next attempt begins behind it
      void handling.then(() => resolve(end))
    }
    const onAbort = () => close({ kind: 'aborted' })
    const onCut = (error: unknown) => close({ kind: 'cut', error })
    const handle = async (id: string, data: Item) => {
      if (closed) return
      try {
        const result = await options.onItem(data)
        place.lastEventId = id
        place.progressed = true
        if (result !== undefined) close({ kind: 'over', result })
      } catch (error) {
        close({ kind: error instanceof TRPCClientError ? 'cut' : 'threw', error })
      }
    }
    const opening = setTimeout(() => onCut(new Error('the stream did not open in time')), openWithinMs)
    options.signal?.addEventListener('abort', onAbort)
    subscription = options.open(place.lastEventId, {
      onData: ({ id, data }) => {
        handling = handling.then(() => handle(id, data))
      },
      onError: onCut,
      onComplete: () => void handling.then(() => onCut(new Error('the stream ended before its time'))),
      onConnectionStateChange: ({ state, error }) => {
        if (state === 'connecting' && error) onCut(error)
        if (state !== 'pending') return
        clearTimeout(opening)
        openSince = Date.now()
      },
    })
    if (closed) subscription.unsubscribe()
  })
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
