import { describe, expect, it } from 'vitest'
import { collectEnv, parseDuration, parseLineCount, parseMemory } from './parse-options.ts'

describe('options', () => {
  it.each([
    ['512m', 512 * 2 ** 20],
    ['1g', 2 ** 30],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['65536k', 64 * 2 ** 20],
    ['67108864', 64 * 2 ** 20],
    ['64 MB', 64 * 2 ** 20],
  ])('memory %s', (text, bytes) => expect(parseMemory(text)).toBe(bytes))

  it.each(['0', '-1', '1e18', 'NaN', '512x', '', '1k', '9000g', 'm'])('B27: memory %s is refused', (text) =>
    expect(() => parseMemory(text)).toThrow(),
  )

  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['45', 45_000],
    ['250ms', 250],
  ])('a time of %s', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['0', '-1s', '25h', '1e15', 'soon', '', '5 d'])('B28: a time of %s is refused', (text) =>
    expect(() => parseDuration(text)).toThrow(),
  )

  it.each(['0', '5001', '1.5', 'all', ''])('%s lines are refused', (text) =>
    expect(() => parseLineCount(text)).toThrow(),
  )

  it('variables are gathered, the last of a name counts, values may hold anything', () => {
    const texts = ['A=1', 'URL=http://x/?a=b', 'EMPTY=', 'A=2', '__proto__=x']
    const env = texts.reduce<ReadonlyMap<string, string>>((before, text) => collectEnv(text, before), new Map())
    expect([...env]).toEqual([
      ['A', '2'],
      ['URL', 'http://x/?a=b'],
      ['EMPTY', ''],
      ['__proto__', 'x'],
    ])
    expect(() => collectEnv('=x', new Map())).toThrow()
    expect(() => collectEnv('A', new Map())).toThrow()
  })
})
