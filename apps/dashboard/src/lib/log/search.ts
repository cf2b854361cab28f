/** Search in the rows of a viewer. */
import type { LogRow } from './buffer.ts'

export interface TextRange {
  readonly from: number
  readonly to: number
}

/** The rows found so far, and up to where was looked: lines that come later cost only themselves. */
export interface LogSearch {
  readonly text: string
  /** Keys of the rows that contain the text, oldest first. */
  readonly keys: readonly number[]
  readonly firstKey: number
  readonly lastKey: number
}

/** A search that has found nothing yet. */
export const noSearch: LogSearch = { text: '', keys: [], firstKey: 0, lastKey: -1 }

/** Searches rows for a text, whatever its case; goes on from an earlier search of the same text. Empty text finds nothing. */
export function searchRows(rows: readonly LogRow[], text: string, earlier: LogSearch = noSearch): LogSearch {
  const first = rows[0]
  const last = rows.at(-1)
  if (text === '' || !first || !last) return { ...noSearch, text }
  const goesOn = earlier.text === text && first.key >= earlier.firstKey && first.key <= earlier.lastKey
  if (goesOn && last.key === earlier.lastKey && first.key === earlier.firstKey) return earlier
  const known = goesOn ? earlier.keys.filter((key) => key >= first.key) : []
  const fresh = goesOn ? rows.slice(earlier.lastKey + 1 - first.key) : rows
  const found = findRows(fresh, text)
  return { text, keys: [...known, ...found], firstKey: first.key, lastKey: last.key }
}

function findRows(rows: readonly LogRow[], text: string): number[] {
  const needle = text.toLowerCase()
  return rows.filter((row) => row.kind === 'line' && row.plain.toLowerCase().includes(needle)).map((row) => row.key)
}

/** Where the text stands in a line, without overlaps. */
export function rangesIn(plain: string, text: string): TextRange[] {
  const needle = text.toLowerCase()
  const hay = plain.toLowerCase()
  // a lower-cased text of another length has other offsets: such lines are found but not marked
  if (needle === '' || hay.length !== plain.length) return []
  const ranges: TextRange[] = []
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) {
    ranges.push({ from: at, to: at + needle.length })
  }
  return ranges
}

/** The index of a row by its key, or -1. */
export function indexOfKey(rows: readonly LogRow[], key: number): number {
  const first = rows[0]
  const index = first ? key - first.key : -1
  return rows[index]?.key === key ? index : -1
}

/** The next (or previous) of some ascending keys, going round at the ends; null when there is none. */
export function stepTo(keys: readonly number[], from: number | null, direction: 'next' | 'previous'): number | null {
  if (direction === 'next') return keys.find((key) => from === null || key > from) ?? keys[0] ?? null
  return keys.findLast((key) => from === null || key < from) ?? keys.at(-1) ?? null
}
