/** Cursors of lists that are sorted by time, newest first: the time and id of the last row that was given out. */
import { fail } from '@kapsules/domain'

export interface Position {
  readonly at: number
  readonly id: string
}

/** The cursor that continues after a row. Opaque to callers. */
export function encodePosition({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`).toString('base64url')
}

/** Reads a cursor back. Throws `invalid-input` when it is none of ours. */
export function decodePosition(cursor: string): Position {
  const match = /^(\d{1,15}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString())
  const [, at, id] = match ?? []
  if (at === undefined || id === undefined)
    fail('invalid-input', 'The cursor is not one that this list gave out.', 'Leave the cursor out to start again.')
  return { at: Number(at), id }
}

/** The pattern for `ilike` that finds a text anywhere, taken literally. */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
