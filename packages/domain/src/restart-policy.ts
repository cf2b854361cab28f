/**
 * When an instance that had been ready exits by itself, a new one is started after a pause that doubles:
 * 1 s, 2 s, 4 s ... 5 min. Ten minutes without an exit begin anew. After `maxExits` exits in a row we give up with
 * `crash-loop` and wait for a deploy or a restart by hand. An instance that never was ready is not restarted: the same
 * files would fail the same way.
 */

export const restartPolicy = {
  firstDelayMs: 1_000,
  maxDelayMs: 5 * 60_000,
  resetAfterMs: 10 * 60_000,
  maxExits: 8,
} as const

export type RestartDecision =
  | { readonly kind: 'restart-at'; readonly at: number }
  | { readonly kind: 'give-up'; readonly exits: number }

/** What to do after these exits (epoch ms, oldest first, at least one). */
export function decideRestart(exits: readonly number[]): RestartDecision {
  const row = exitsInARow(exits)
  const last = exits.at(-1) ?? 0
  if (row >= restartPolicy.maxExits) return { kind: 'give-up', exits: row }
  const delay = Math.min(restartPolicy.maxDelayMs, restartPolicy.firstDelayMs * 2 ** (row - 1))
  return { kind: 'restart-at', at: last + delay }
}

function exitsInARow(exits: readonly number[]): number {
  let row = exits.length > 0 ? 1 : 0
  for (let index = exits.length - 1; index > 0; index -= 1) {
    const gap = (exits[index] ?? 0) - (exits[index - 1] ?? 0)
    if (gap >= restartPolicy.resetAfterMs) break
    row += 1
  }
  return row
}
