import { useDeferredValue, useRef, useState } from 'react'
import type { LogBuffer } from '../../lib/log/buffer.ts'
import { noSearch, searchRows, stepTo } from '../../lib/log/search.ts'

export interface LogSearchState {
  readonly text: string
  /** What is marked: follows the typing a moment later when there is much to look at. */
  readonly shownText: string
  readonly hits: number
  /** 1-based place of the current hit; 0 when there is none. */
  readonly place: number
  readonly currentKey: number | null
  readonly type: (text: string) => void
  /** Goes to the next or previous hit; gives its key. */
  readonly step: (direction: 'next' | 'previous') => number | null
}

/** Search in a buffer that grows. Call with each redraw: what is new is searched too. */
export function useLogSearch(buffer: LogBuffer): LogSearchState {
  const [text, setText] = useState('')
  const [currentKey, setCurrentKey] = useState<number | null>(null)
  const shownText = useDeferredValue(text)
  const earlier = useRef(noSearch)
  earlier.current = searchRows(buffer.rows, shownText, earlier.current)
  const { keys } = earlier.current
  return {
    text,
    shownText,
    hits: keys.length,
    place: currentKey === null ? 0 : keys.indexOf(currentKey) + 1,
    currentKey,
    type(next) {
      setText(next)
      setCurrentKey(null)
    },
    step(direction) {
      // logs are read from their end: the first hit is the newest
      const key = stepTo(keys, currentKey, currentKey === null ? 'previous' : direction)
      setCurrentKey(key)
      return key
    },
  }
}
