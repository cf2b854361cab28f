/**
 * The state of the one WebSocket that carries everything live, for people.
 *
 *   idle          nothing live is watched, or the connection is being opened for the first time
 *   live          open
 *   reconnecting  it was open, or should be, and is not; left by its opening, or to idle when nothing is watched any more
 */
export type LinkState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'live' }
  /** `since`: when the last thing was heard, epoch ms; what is on screen is that old. */
  | { readonly kind: 'reconnecting'; readonly since: number }

let state: LinkState = { kind: 'idle' }
let lastHeardAt = Date.now()
const listeners = new Set<() => void>()

/** The state now. The object changes only when the kind does. */
export function readLinkState(): LinkState {
  return state
}

/** Calls back on each change; returns the way out. */
export function watchLinkState(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Notes that something came over the link: what is on screen is fresh. */
export function noteHeard(): void {
  lastHeardAt = Date.now()
}

/** Moves to another state; the same one again is no change. */
export function noteLink(kind: LinkState['kind']): void {
  if (kind === state.kind) return
  if (kind !== 'reconnecting') noteHeard()
  state = kind === 'reconnecting' ? { kind, since: lastHeardAt } : { kind }
  for (const listener of listeners) listener()
}
