/**
 * Where a subscription goes on. Callers may send anything as `lastEventId`; what is not a place in this very stream means
 * null, and the stream begins at its safe point.
 */

/** Reads a cursor that is a number of a stored row: a sequence number or an event id. */
export function parseNumber(lastEventId: unknown): number | null {
  if (typeof lastEventId !== 'string' || !/^\d{1,15}$/.test(lastEventId)) return null
  return Number(lastEventId)
}

/** The id of an item of a topic that lives as long as the process. */
export function processCursor(bootId: string, cursor: number): string {
  return `${bootId}.${cursor}`
}

/** Reads such an id; null when it is of an earlier process or beyond `newest`. */
export function parseProcessCursor(lastEventId: unknown, bootId: string, newest: number): number | null {
  if (typeof lastEventId !== 'string') return null
  const [boot, text] = lastEventId.split('.', 2)
  const cursor = boot === bootId ? parseNumber(text) : null
  return cursor !== null && cursor <= newest ? cursor : null
}
