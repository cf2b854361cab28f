import type { LogLine } from '@kapsules/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogBuffer } from './buffer.ts'
import { indexOfKey, rangesIn, searchRows, stepTo } from './search.ts'

function line(seq: number, text: string): LogLine {
  return { seq, at: 0, channel: 'stdout', text, step: null, instanceId: null }
}

function filled(texts: readonly string[], capacity?: number): LogBuffer {
  const buffer = new LogBuffer(capacity)
  buffer.append(texts.map((text, index) => line(index + 1, text)))
  return buffer
}

describe('searchRows', () => {
  it('finds whatever the case, and looks through colours', () => {
    const { rows } = filled(['GET /', 'er\x1b[31mror\x1b[39m', 'ERROR again', 'fine'])
    expect(searchRows(rows, 'Error').keys).toEqual([1, 2])
  })

  it('finds nothing for an empty text, and skips gaps', () => {
    const buffer = filled(['gap'])
    buffer.gap(3)
    expect(searchRows(buffer.rows, '').keys).toEqual([])
    expect(searchRows(buffer.rows, 'gap').keys).toEqual([0])
  })

  it('gives the very same answer when nothing changed', () => {
    const { rows } = filled(['a', 'b'])
    const found = searchRows(rows, 'a')
    expect(searchRows(rows, 'a', found)).toBe(found)
  })

  it('goes on from an earlier search as if it had begun anew', () => {
    const word = fc.constantFrom('error', 'fine', 'Error: x', 'warn')
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), fc.array(word, { maxLength: 80 }), (before, after) => {
        const buffer = new LogBuffer(60)
        buffer.append(before.map((text, index) => line(index + 1, text)))
        const earlier = searchRows(buffer.rows, 'error')
        buffer.append(after.map((text, index) => line(before.length + index + 1, text)))
        expect(searchRows(buffer.rows, 'error', earlier).keys).toEqual(searchRows(buffer.rows, 'error').keys)
      }),
    )
  })

  it('begins anew when lines were put before the first', () => {
    const buffer = new LogBuffer()
    buffer.append([line(5, 'error')])
    const earlier = searchRows(buffer.rows, 'error')
    buffer.prepend([line(4, 'error')])
    expect(searchRows(buffer.rows, 'error', earlier).keys).toHaveLength(2)
  })
})

describe('rangesIn', () => {
  it('marks each place once, without overlaps', () => {
    expect(rangesIn('aAaA', 'aa')).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 4 },
    ])
    expect(rangesIn('abc', '')).toEqual([])
  })

  it('marks nothing rather than the wrong place when lower case is longer', () => {
    expect(rangesIn('İİ error', 'error')).toEqual([])
  })
})

describe('stepTo', () => {
  it('goes round at both ends', () => {
    expect(stepTo([2, 5, 9], null, 'next')).toBe(2)
    expect(stepTo([2, 5, 9], 5, 'next')).toBe(9)
    expect(stepTo([2, 5, 9], 9, 'next')).toBe(2)
    expect(stepTo([2, 5, 9], null, 'previous')).toBe(9)
    expect(stepTo([2, 5, 9], 2, 'previous')).toBe(9)
    expect(stepTo([], 2, 'next')).toBeNull()
  })
})

describe('indexOfKey', () => {
  it('finds rows after the oldest were dropped, and not those', () => {
    const buffer = filled(
      Array.from({ length: 25 }, (_, index) => `${index}`),
      20,
    )
    const first = buffer.rows[0]?.key ?? 0
    expect(indexOfKey(buffer.rows, first)).toBe(0)
    expect(indexOfKey(buffer.rows, first + 3)).toBe(3)
    expect(indexOfKey(buffer.rows, first - 1)).toBe(-1)
    expect(indexOfKey([], 0)).toBe(-1)
  })
})
