/** Follows what a preview's instances put out. */
import type { LogLine } from '@kapsules/domain'
import type { Trpc } from './client.ts'
import { follow } from './follow.ts'
import { orderLines } from './follow-lines.ts'

export interface LogProgress {
  /** Each line, once, in order. */
  readonly onLog: (line: LogLine) => void
  /** Lines that could not be had any more. */
  readonly onGap?: ((missing: number) => void) | undefined
  /** How many of the last lines to begin with. Defaults to 500. */
  readonly lines?: number | undefined
  readonly signal: AbortSignal
}

/** Follows until the signal. @throws KapsulesError when it cannot be followed any longer; the signal's reason. */
export function followLog(trpc: Trpc, previewId: string, progress: LogProgress): Promise<never> {
  const { lines = 500, onGap, onLog, signal } = progress
  const fetchLines = (afterSeq: number) => trpc.logs.lines.query({ previewId, afterSeq, limit: 5_000 })
  const order = orderLines({ fetchLines, onLine: onLog, onGap }, null)
  return follow<LogItem, never>({
    signal,
    open: (lastEventId, observer) =>
      trpc.logs.tail.subscribe({ previewId, lines, ...(lastEventId && { lastEventId }) }, observer),
    async onItem(item) {
      if (item.kind === 'lines') await order.take(item.lines)
      else await order.catchUp()
      return undefined
    },
  })
}

type LogItem =
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] }
  | { readonly kind: 'gap'; readonly skipped: number }
