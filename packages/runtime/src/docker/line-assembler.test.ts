import { cleanLine, maxLineLength } from '@kapsules/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineAssembler } from './line-assembler.ts'

const text = fc.string({
  unit: fc.constantFrom('a', 'é', '漢', '😀', '\r', '\n', '\u001b[31m', '\0', ' '),
  maxLength: 60,
})
const bytes = fc.oneof(
  text.map((value) => Buffer.from(value)),
  fc.uint8Array({ maxLength: 60 }).map((value) => Buffer.from(value)),
)

test('the same lines come out wherever the bytes were cut, also within a character', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(120), { maxLength: 10 }), (input, cuts) => {
      expect(assemble(cutAt(input, cuts))).toEqual(expected(input))
    }),
  )
})

test('the same lines come out when every byte comes alone', () => {
  const input = Buffer.from('größe 漢字 😀\r\n50%\r100%\r\r\nlast')
  expect(assemble([...input].map((byte) => Buffer.from([byte])))).toEqual(['größe 漢字 😀', '100%', 'last'])
})

test('B39: a line that never ends is cut, however long it gets', () => {
  const lines = new LineAssembler()
  for (let megabytes = 0; megabytes < 8; megabytes += 1) expect(lines.push(Buffer.alloc(1024 * 1024, 'x'))).toEqual([])
  expect(lines.end()).toBe(`${'x'.repeat(maxLineLength)} … [cut]`)
  expect(lines.end()).toBeNull()
})

test('a long line that is drawn over keeps only what was drawn last', () => {
  const lines = new LineAssembler()
  lines.push(Buffer.alloc(maxLineLength * 2, 'x'))
  lines.push(Buffer.from('\rdone'))
  expect(lines.push(Buffer.from('\n'))).toEqual(['done'])
})

test('an empty line is a line, and no bytes are none', () => {
  const lines = new LineAssembler()
  expect(lines.push(Buffer.from('\n\n'))).toEqual(['', ''])
  expect(lines.end()).toBeNull()
})

function assemble(chunks: readonly Buffer[]): string[] {
  const lines = new LineAssembler()
  const complete = chunks.flatMap((chunk) => lines.push(chunk))
  const rest = lines.end()
  return rest === null ? complete : [...complete, rest]
}

/** What a decoder makes of each line as a whole. */
function expected(input: Buffer): string[] {
  const lines: Buffer[] = []
  let begin = 0
  for (let end = input.indexOf(0x0a); end >= 0; end = input.indexOf(0x0a, begin)) {
    lines.push(input.subarray(begin, end))
    begin = end + 1
  }
  if (begin < input.length) lines.push(input.subarray(begin))
  return lines.map((line) => cleanLine(new TextDecoder('utf-8', { ignoreBOM: true }).decode(line)))
}

function cutAt(input: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...cuts.map((cut) => Math.min(cut, input.length)), input.length].sort((a, b) => a - b)
  return ends.map((end, index) => input.subarray(ends[index - 1] ?? 0, end)).filter((chunk) => chunk.length > 0)
}
