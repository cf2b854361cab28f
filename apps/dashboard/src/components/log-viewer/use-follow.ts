/**
 * Whether a scrolled list stays at its end.
 *
 *   following  new rows are scrolled into view; left by scrolling up, or by the pause button
 *   held       the view stays where it is, also when rows go or come above it; left by reaching the end, or by the pill
 */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

const nearEndPx = 24
/** Being shown a line near the end is no wish to follow: scrolling that soon after the hold is part of it, ms. */
const settleMs = 250
/** Height of a line that is not wrapped, px. */
export const rowHeight = 20

export interface FollowInput {
  readonly scroller: RefObject<HTMLElement | null>
  /** Key of the first row: falls when rows are put before it, rises when the oldest are dropped. */
  readonly firstKey: number
  readonly lastKey: number
  readonly totalHeight: number
}

export interface FollowState {
  readonly following: boolean
  /** Rows that came since the view was held. */
  readonly unseen: number
  readonly hold: () => void
  readonly resume: () => void
  readonly onScroll: () => void
}

/** Keeps a scrolled list at its end, or where it is held. */
export function useFollow({ scroller, firstKey, lastKey, totalHeight }: FollowInput): FollowState {
  const [heldAt, setHeldAt] = useState<number | null>(null)
  const following = heldAt === null
  const lastTop = useRef(0)
  /** What was scrolled for last, so that a redraw of the same rows leaves the view alone. */
  const drawn = useRef('')
  const lastFirstKey = useRef(firstKey)
  const lastKeyNow = useRef(lastKey)
  lastKeyNow.current = lastKey

  const holdBegan = useRef(0)
  const hold = useCallback(() => {
    holdBegan.current = performance.now()
    setHeldAt((held) => held ?? lastKeyNow.current)
  }, [])
  const resume = useCallback(() => setHeldAt(null), [])

  const shape = `${firstKey} ${lastKey} ${totalHeight} ${following}`
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || drawn.current === shape) return
    drawn.current = shape
    const shift = lastFirstKey.current - firstKey
    lastFirstKey.current = firstKey
    if (following) element.scrollTop = element.scrollHeight
    else if (shift !== 0) element.scrollTop += shift * rowHeight
    lastTop.current = element.scrollTop
  }, [scroller, shape, following, firstKey])

  const onScroll = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const toEnd = element.scrollHeight - element.scrollTop - element.clientHeight
    // growth alone also leaves the end behind: only a move upwards is somebody's wish
    if (toEnd <= nearEndPx && performance.now() - holdBegan.current > settleMs) resume()
    else if (element.scrollTop < lastTop.current - 1) hold()
    lastTop.current = element.scrollTop
  }, [scroller, hold, resume])

  return { following, unseen: heldAt === null ? 0 : Math.max(0, lastKey - heldAt), hold, resume, onScroll }
}
