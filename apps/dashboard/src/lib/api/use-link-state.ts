import { useSyncExternalStore } from 'react'
import { type LinkState, readLinkState, watchLinkState } from './link-state.ts'

/** The state of the live link, kept up to date. */
export function useLinkState(): LinkState {
  return useSyncExternalStore(watchLinkState, readLinkState)
}
