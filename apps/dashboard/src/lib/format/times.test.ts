import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatAbsolute,
  formatAge,
  formatAgo,
  formatClock,
  formatClockMs,
  formatDate,
  formatDuration,
  formatElapsed,
  formatSince,
} from './times.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('formatDuration', () => {
  it.each([
    [-5, '0 ms'],
    [0, '0 ms'],
    [850, '850 ms'],
    [999.7, '1 s'],
    [1234, '1.2 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [123_000, '2 min 3 s'],
    [hour, '1 h'],
    [hour + 4 * minute, '1 h 4 min'],
    [day + 2 * hour, '1 d 2 h'],
    [Number.NaN, '–'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('never says 60 of anything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * day }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b60 (s|min)|\b24 h|\b1000 ms/)
      }),
    )
  })
})

describe('formatElapsed', () => {
  it('steps by whole seconds', () => {
    expect(formatElapsed(-1)).toBe('0 s')
    expect(formatElapsed(1_999)).toBe('1 s')
    expect(formatElapsed(9_999)).toBe('9 s')
    expect(formatElapsed(61_500)).toBe('1 min 1 s')
  })
})

describe('formatAgo', () => {
  const now = Date.now()
  it.each([
    [0, 'just now'],
    [-2_000, 'just now'],
    [4_999, 'just now'],
    [12_000, '12 s ago'],
    [59_999, '59 s ago'],
    [5 * minute, '5 min ago'],
    [2 * hour, '2 h ago'],
    [29 * day, '29 d ago'],
  ])('%d ms ago is %s', (age, text) => {
    expect(formatAgo(now - age, now)).toBe(text)
  })

  it('is a date when it is long ago', () => {
    expect(formatAgo(now - 40 * day, now)).toBe(formatDate(now - 40 * day))
  })
})

describe('formatAge', () => {
  it('is one number and one unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 400 * day }), (ms) => {
        expect(formatAge(ms)).toMatch(/^\d+ (s|min|h|d)$/)
      }),
    )
  })
})

describe('formatSince', () => {
  const noon = new Date(2026, 10, 23, 12, 30).getTime()
  it('says as much of the date as its distance asks for', () => {
    expect(formatSince(noon, noon + hour)).toBe('12:30')
    expect(formatSince(noon, noon + 13 * hour)).toBe('yesterday 12:30')
    expect(formatSince(noon, noon + 5 * day)).toMatch(/^23 Nov( 2026)? 12:30$/)
  })
})

describe('clocks', () => {
  it('tells UTC on demand', () => {
    expect(formatClock(0, 'utc')).toBe('00:00:00')
    expect(formatClockMs(1_234, 'utc')).toBe('00:00:01.234')
    expect(formatClockMs(1_004.9, 'utc')).toBe('00:00:01.004')
  })

  it('tells local time, and the whole date, of the same moment', () => {
    const at = new Date(2026, 10, 23, 14, 2, 33).getTime()
    expect(formatClock(at)).toBe('14:02:33')
    expect(formatAbsolute(at)).toContain('23 Nov 2026')
    expect(formatAbsolute(at)).toContain('14:02:33')
  })
})
