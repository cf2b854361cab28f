import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnsi, stripAnsi } from './ansi.ts'

const esc = '\x1b'
const plain = (text: string) =>
  parseAnsi(text)
    .map((span) => span.text)
    .join('')
const first = (text: string) => parseAnsi(text)[0]

describe('parseAnsi', () => {
  it('leaves plain text alone, markup and all', () => {
    const text = 'a <script>alert(1)</script> &amp; \t tab'
    expect(plain(text)).toBe(text)
    expect(parseAnsi(text)).toHaveLength(1)
  })

  it('reads the sixteen colours, and turns them off again', () => {
    const spans = parseAnsi(`${esc}[31mred${esc}[39m none ${esc}[97;44mboth${esc}[0m end`)
    expect(spans.map(({ text, style }) => [text, style.fg, style.bg])).toEqual([
      ['red', 1, null],
      [' none ', null, null],
      ['both', 15, 4],
      [' end', null, null],
    ])
  })

  it.each([
    ['1', { bold: true }],
    ['2', { dim: true }],
    ['3', { italic: true }],
    ['4', { underline: true }],
    ['9', { strike: true }],
  ])('reads weight %s', (code, style) => {
    expect(first(`${esc}[${code}mx`)?.style).toMatchObject(style)
    const end = code === '1' || code === '2' ? '22' : `2${code}`
    expect(parseAnsi(`${esc}[${code}m${esc}[${end}mx`)[0]?.style).toEqual(first('x')?.style)
  })

  it('takes an empty parameter for a reset', () => {
    expect(parseAnsi(`${esc}[31m${esc}[mx`)[0]?.style.fg).toBeNull()
  })

  it.each([
    ['38;5;9', 9],
    ['38;5;196', 1],
    ['38;5;46', 2],
    ['38;5;21', 4],
    ['38;5;255', 15],
    ['38;5;240', 8],
    ['38;2;255;0;0', 1],
    ['38;2;0;200;200', 6],
    ['38;2;255;170;170', 9],
    ['38:2:255:200:0', 3],
  ])('brings colour %s to the nearest name', (code, name) => {
    expect(first(`${esc}[${code}mx`)?.style.fg).toBe(name)
  })

  it('goes on after a colour that is cut short or unknown', () => {
    expect(plain(`${esc}[38;5mx${esc}[38;9;1my${esc}[38;5;999mz`)).toBe('xyz')
  })

  it.each([
    ['a link (OSC 8)', `${esc}]8;;http://evil.example${esc}\\shown${esc}]8;;${esc}\\`, 'shown'],
    ['a title (OSC 0) ended by BEL', `a${esc}]0;owned\x07b`, 'ab'],
    ['a device string', `a${esc}Pq#0;2;0;0;0${esc}\\b`, 'ab'],
    ['cursor moves', `${esc}[2J${esc}[1;1Ha${esc}[10Cb${esc}[Kc`, 'abc'],
    ['private modes', `${esc}[?25la${esc}[?25h`, 'a'],
    ['eight-bit introducers', 'a\x9b31mb\x9d0;t\x07c', 'abc'],
    ['other escapes', `${esc}7a${esc}8${esc}(Bb${esc}=c`, 'abc'],
    ['controls', 'a\x00\x07\x08b\x7fc\x85d', 'abcd'],
    ['marks that turn the writing direction', 'user\u202Etxt.exe\u2066x\u2069', 'usertxt.exex'],
    ['half a sequence at the end', `a${esc}[31`, 'a'],
    ['a lone escape at the end', `a${esc}`, 'a'],
  ])('drops %s and keeps the text (39)', (_what, raw, text) => {
    expect(stripAnsi(raw)).toBe(text)
    expect(plain(raw)).toBe(text)
  })

  it('does not let an unfinished title swallow the line', () => {
    expect(stripAnsi(`${esc}]0;everything after`)).toBe('0;everything after')
  })

  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      esc,
      `${esc}[`,
      `${esc}]`,
      `${esc}[31m`,
      `${esc}]8;;`,
      '\x07',
      `${esc}\\`,
      '\x9b',
      'm',
      ';',
      '<b>',
      '\u202e',
    ),
  )
  const soup = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''))

  it('never leaves a control or a direction mark in what is shown', () => {
    fc.assert(
      fc.property(soup, (raw) => {
        expect([...stripAnsi(raw)].filter(isHidden)).toEqual([])
      }),
    )
  })

  it('gives spans whose text is the stripped text', () => {
    fc.assert(
      fc.property(soup, (raw) => {
        expect(plain(raw)).toBe(stripAnsi(raw))
      }),
    )
  })

  it('keeps every character of text without controls, between any colours', () => {
    const words = fc.array(fc.stringMatching(/^[a-zA-Z<>&"' ]*$/), { maxLength: 8 })
    fc.assert(
      fc.property(words, fc.array(fc.nat(110), { maxLength: 8 }), (texts, codes) => {
        const raw = texts.map((text, index) => `${esc}[${codes[index] ?? 0}m${text}`).join('')
        expect(stripAnsi(raw)).toBe(texts.join(''))
      }),
    )
  })

  it('takes time in proportion to the line, whatever is in it', () => {
    const nasty = `${esc}]`.repeat(8_000) + `${esc}[`.repeat(8_000)
    expect(stripAnsi(nasty)).toBe('')
  })
})

function isHidden(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code === 9) return false
  return (
    code < 32 || (code >= 127 && code < 160) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
  )
}
