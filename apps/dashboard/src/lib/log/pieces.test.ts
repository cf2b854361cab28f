import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stripAnsi } from './ansi.ts'
import { piecesOf } from './pieces.ts'
import { rangesIn } from './search.ts'

const esc = '\x1b'

describe('piecesOf', () => {
  it('crosses colours with marks', () => {
    const raw = `ab${esc}[31mcd${esc}[39mef`
    const pieces = piecesOf(raw, rangesIn('abcdef', 'bcde'))
    expect(pieces.map(({ text, className, marked }) => [text, className, marked])).toEqual([
      ['a', '', false],
      ['b', '', true],
      ['cd', 'ansi-fg-1', true],
      ['e', '', true],
      ['f', '', false],
    ])
  })

  it('shows faint text in grey, and other styles by their class', () => {
    expect(piecesOf(`${esc}[2mx`, [])[0]?.className).toBe('ansi-fg-8')
    expect(piecesOf(`${esc}[2;32mx`, [])[0]?.className).toBe('ansi-fg-2')
    expect(piecesOf(`${esc}[1;3;4;9;41mx`, [])[0]?.className).toBe(
      'ansi-bg-1 ansi-bold ansi-italic ansi-underline ansi-strike',
    )
  })

  it('loses no text and marks exactly the ranges, at rising offsets', () => {
    const part = fc.constantFrom('a', 'b', 'ab', `${esc}[31m`, `${esc}[0m`, `${esc}]8;;x${esc}\\`, ' ')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const raw = parts.join('')
        const plain = stripAnsi(raw)
        const ranges = rangesIn(plain, 'ab')
        const pieces = piecesOf(raw, ranges)
        expect(pieces.map(({ text }) => text).join('')).toBe(plain)
        expect(pieces.filter(({ marked }) => marked).reduce((sum, { text }) => sum + text.length, 0)).toBe(
          ranges.length * 2,
        )
        expect(pieces.every(({ text, from }) => text !== '' && plain.startsWith(text, from))).toBe(true)
      }),
    )
  })
})
