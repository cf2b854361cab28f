/**
 * How far the output of one instance has been read. The engine can be asked for lines from a time on, and that is not
 * exact: several lines have the same time, and lines of stdout and stderr may stand slightly out of the order of their
 * times. So it is read again from a little earlier, and lines that are known are left out, each as often as it is known.
 */
import type { NewLine } from './log-stream.ts'

export type ReadLine = Pick<NewLine, 'at' | 'channel' | 'text'>

export interface LogPosition {
  /** From when to ask the engine, epoch ms. A call begins a new reading. */
  beginReading(): number
  /** Whether a line is new; it is known from then on. */
  take(line: ReadLine): boolean
}

/** How much earlier to ask, ms. */
const overlapMs = 1_000
/** Lines that are remembered. In a flood the overlap gets shorter rather than this longer. */
export const rememberedLines = 5_000

/** The position after these lines, which are the newest that are stored of an instance, oldest first. */
export function createLogPosition(stored: readonly ReadLine[], now: () => number = Date.now): LogPosition {
  let recent = stored.slice(-rememberedLines)
  /** All before this was read and is forgotten. */
  let forgottenAt = stored.length >= rememberedLines ? Math.min(...recent.map(({ at }) => at)) : 0
  let known = new Map<string, number>()

  const forget = () => {
    if (recent.length < 2 * rememberedLines) return
    const forgotten = recent.slice(0, -rememberedLines)
    recent = recent.slice(-rememberedLines)
    forgottenAt = forgotten.reduce((latest, { at }) => Math.max(latest, at), forgottenAt)
  }

  return {
    beginReading() {
      const latest = recent.reduce((max, { at }) => Math.max(max, at), 0)
      // a clock that was set back prints lines that are older than what is known
      const since = Math.max(Math.min(latest, now()) - overlapMs, forgottenAt + 1, 0)
      known = new Map()
      if (recent.length === 0) return 0
      for (const line of recent) if (line.at >= since) known.set(keyOf(line), (known.get(keyOf(line)) ?? 0) + 1)
      return since
    },
    take(line) {
      if (known.size > 0 && takeKnown(known, keyOf(line))) return false
      recent.push(line)
      forget()
      return true
    },
  }
}

function keyOf({ at, channel, text }: ReadLine): string {
  return `${at} ${channel} ${text}`
}

function takeKnown(known: Map<string, number>, key: string): boolean {
  const count = known.get(key)
  if (count === undefined) return false
  if (count === 1) known.delete(key)
  else known.set(key, count - 1)
  return true
}
