import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNumber, parseProcessCursor, processCursor } from './resume.ts'

test.each([null, undefined, '', '-1', '1.5', '1e3', 'abc', '9'.repeat(40), '0x10', ' 1', 7, {}, []])(
  'B33: %j is no place to go on from',
  (lastEventId) => {
    expect(parseNumber(lastEventId)).toBeNull()
    expect(parseProcessCursor(lastEventId, 'boot', 100)).toBeNull()
  },
)

test('a sequence number is read back', () => {
  fc.assert(
    fc.property(fc.nat(), (seq) => {
      expect(parseNumber(String(seq))).toBe(seq)
    }),
  )
})

test('B33: a cursor counts in its own process, and only if it was given out', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (cursor, newest) => {
      const id = processCursor('boot', cursor)
      expect(parseProcessCursor(id, 'boot', newest)).toBe(cursor <= newest ? cursor : null)
      expect(parseProcessCursor(id, 'other', newest)).toBeNull()
    }),
  )
})

test('anything may be sent', () => {
  fc.assert(
    fc.property(fc.anything(), (lastEventId) => {
      const number = parseNumber(lastEventId)
      expect(number === null || Number.isSafeInteger(number)).toBe(true)
      expect(parseProcessCursor(lastEventId, 'boot', 10)).toSatisfy((it) => it === null || (it >= 0 && it <= 10))
    }),
  )
})
