/** What all subscriptions have in common: they are counted, they do not outrun their reader, and they end with the right to watch. */
import { FaultError, fault } from '@kapsules/domain'
import { mayUse } from '../access/who.ts'
import type { CallContext } from './context.ts'

/** How often a long stream asks whether its viewer may still watch, ms. */
const defaultRecheckMs = 60_000

type Viewer = Pick<CallContext, 'connection' | 'identify' | 'who'>

/**
 * Carries the items of one subscription. `body` gets a signal that fires when the viewer leaves, when it may not watch any
 * more, or when the stream is over for any other reason; what it attached must go with that signal.
 */
export async function* openStream<T>(
  ctx: Viewer,
  left: AbortSignal | undefined,
  body: (signal: AbortSignal) => AsyncIterable<T>,
  recheckMs = defaultRecheckMs,
): AsyncGenerator<T, void, undefined> {
  const leave = ctx.connection.enter('stream')
  const end = new AbortController()
  const signal = left ? AbortSignal.any([left, end.signal]) : end.signal
  const recheck = setInterval(() => void endUnlessAllowed(ctx, end), recheckMs)
  try {
    for await (const item of body(signal)) {
      yield item
      await ctx.connection.drained(signal)
    }
    if (end.signal.aborted) throw end.signal.reason
  } finally {
    clearInterval(recheck)
    end.abort()
    leave()
  }
}

async function endUnlessAllowed(ctx: Viewer, end: AbortController): Promise<void> {
  try {
    const who = await ctx.identify()
    if (who.kind !== 'anonymous' && who.id === ctx.who.id && mayUse(who, 'viewer')) return
    const why = fault('unauthenticated', 'The session or key has ended.', 'Sign in again or use another key.')
    end.abort(new FaultError(why))
  } catch {
    // the database is away: a stream that was allowed a minute ago goes on, and is asked again in a minute
  }
}
