import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatNoun, formatRate, formatShare, formatUptime } from './numbers.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1024 * 1024 - 1, '1 MiB'],
    [512 * 1024 * 1024, '512 MiB'],
    [1.25 * 1024 ** 3, '1.3 GiB'],
    [5000 * 1024 ** 4, '5000 TiB'],
    [Number.NaN, '–'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('never prints four digits before a unit but the smallest and the largest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: 2 ** 49 }), (bytes) => {
        expect(Number.parseFloat(formatBytes(bytes))).toBeLessThan(1024)
      }),
    )
  })
})

describe('formatRate', () => {
  it.each([
    [0, '0 B/s'],
    [0.4, '0 B/s'],
    [999.6, '1 kB/s'],
    [1500, '1.5 kB/s'],
    [123_456, '123 kB/s'],
    [2.5e9, '2.5 GB/s'],
  ])('%d is %s', (rate, text) => {
    expect(formatRate(rate)).toBe(text)
  })
})

describe('formatShare', () => {
  it.each([
    [0, '0 %'],
    [0.0001, '<0.1 %'],
    [0.034, '3.4 %'],
    [0.123, '12 %'],
    [1, '100 %'],
    [1.5, '150 %'],
    [Number.NaN, '–'],
  ])('%d is %s', (share, text) => {
    expect(formatShare(share)).toBe(text)
  })
})

describe('formatUptime', () => {
  it('is 100 % only when it is', () => {
    expect(formatUptime(1)).toBe('100 %')
    expect(formatUptime(0.999999)).toBe('99.99 %')
    expect(formatUptime(0.965)).toBe('96.50 %')
    expect(formatUptime(Number.NaN)).toBe('–')
  })
})

describe('counting', () => {
  it('groups thousands and bends the noun', () => {
    expect(formatCount(1234567)).toBe('1,234,567')
    expect(formatNoun(1, 'file')).toBe('1 file')
    expect(formatNoun(0, 'file')).toBe('0 files')
    expect(formatNoun(1200, 'new line')).toBe('1,200 new lines')
  })
})
