/** Follows one build: its lines, its steps, its end. */
import { isBuildOver, type LogLine } from '@kapsules/domain'
import type { Trpc } from './client.ts'
import { follow } from './follow.ts'
import { orderLines } from './follow-lines.ts'
import type { BuildRow } from './views.ts'

export interface BuildProgress {
  /** Each line of the build's output, once, in order. */
  readonly onLog?: ((line: LogLine) => void) | undefined
  /** Lines that could not be had any more. */
  readonly onGap?: ((missing: number) => void) | undefined
  /** The build whenever its status or a step of it changed. */
  readonly onBuild?: ((build: BuildRow) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Follows a build to its end and gives back its last state.
 * @throws KapsulesError when it cannot be followed any longer; the signal's reason.
 */
export async function followBuild(trpc: Trpc, buildId: string, progress: BuildProgress = {}): Promise<BuildRow> {
  const { onBuild, onGap, onLog = () => {}, signal } = progress
  const fetchLines = (afterSeq: number) => trpc.builds.lines.query({ buildId, afterSeq, limit: 5_000 })
  const order = orderLines({ fetchLines, onLine: onLog, onGap }, 0)
  return await follow<BuildItem, BuildRow>({
    signal,
    open: (lastEventId, observer) =>
      trpc.builds.logs.subscribe({ buildId, ...(lastEventId && { lastEventId }) }, observer),
    async onItem(item) {
      if (item.kind === 'lines') await order.take(item.lines)
      else if (item.kind === 'gap') await order.catchUp()
      else {
        onBuild?.(item.build)
        if (!isBuildOver(item.build.status)) return undefined
        await order.catchUp()
        return item.build
      }
      return undefined
    },
  })
}

type BuildItem =
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] }
  | { readonly kind: 'gap'; readonly skipped: number }
  | { readonly kind: 'build'; readonly build: BuildRow }
