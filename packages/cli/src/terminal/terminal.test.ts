import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, formatShare, formatSpan } from './format.ts'
import { colouredText, plainText } from './safe-text.ts'
import { Channel } from './screen.ts'
import { writeTable } from './table.ts'

const esc = '\u001b'
const red = `${esc}[31m`

describe('text from elsewhere', () => {
  it.each([
    ['a title', `${esc}]0;owned\u0007text`, 'text'],
    ['a link', `${esc}]8;;http://evil${esc}\\text${esc}]8;;${esc}\\`, 'text'],
    ['a cursor movement', `${esc}[2J${esc}[Htext`, 'text'],
    ['a line drawn over', 'safe\rtext', 'safetext'],
    ['a turned direction', 'te\u202ext', 'text'],
    ['a bell and a NUL', 'te\u0007\u0000xt', 'text'],
    ['a control of eight bits', '\u009b31mtext', 'text'],
    ['a colour', `${red}text`, 'text'],
  ])('B39: loses %s', (_, text, shown) => expect(plainText(text)).toBe(shown))

  it('keeps its colours where they are wanted, and ends them', () => {
    expect(colouredText(`${red}no${esc}[0m ${esc}[2Jyes`)).toBe(`${red}no${esc}[0m yes${esc}[0m`)
    expect(colouredText('plain')).toBe('plain')
  })

  it('B39: never carries a control character but the tab, and no escape but colours', () => {
    const nasty = fc.array(
      fc.constantFrom(esc, '\u009b', '[', ']', '31m', '2J', ';', '\u0007', '\r', '\n', 'x', '\\', '\t'),
    )
    fc.assert(
      fc.property(nasty, (parts) => {
        const text = parts.join('')
        const controls = [...plainText(text)].filter(
          (it) => it !== '\t' && (it < ' ' || (it >= '\u007f' && it <= '\u009f')),
        )
        expect(controls).toEqual([])
        expect(colouredText(text).replace(new RegExp(`${esc}\\[[\\d;:]*m`, 'g'), '')).not.toContain(esc)
      }),
    )
  })
})

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [512 * 2 ** 20, '512 MiB'],
    [3 * 2 ** 40, '3.0 TiB'],
  ])('%d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it.each([
    [-5, '0.0 s'],
    [400, '0.4 s'],
    [59_400, '59 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [90_000_000, '1 d 1 h'],
  ])('%d ms', (ms, text) => expect(formatSpan(ms)).toBe(text))

  it('shares', () => expect([formatShare(0.034), formatShare(1.5)]).toEqual(['3.4 %', '150 %']))
})

it('a table has straight columns and no colours off a terminal', () => {
  const stream = new PassThrough()
  writeTable(new Channel(stream, false), ['A', 'B'], [[{ text: 'long', style: 'red' }, { text: `${red}x` }]])
  expect(String(stream.read())).toBe('A     B\nlong  x\n')
})

it('colours appear on a terminal only, and not where none are wanted', () => {
  const stream = () => Object.assign(new PassThrough(), { isTTY: true })
  expect(new Channel(stream(), false).paint('red', 'x')).toContain(red)
  expect(new Channel(stream(), true).paint('red', 'x')).toBe('x')
  expect(new Channel(new PassThrough(), false).foreign(`${red}x`)).toBe('x')
})
