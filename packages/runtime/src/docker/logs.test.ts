import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseEngineTime } from './answers.ts'
import { engineSince, TimedLines } from './logs.ts'

test('a time keeps its fraction', () => {
  expect(parseEngineTime('2026-11-23T14:31:44.636520300Z')).toBeCloseTo(
    Date.UTC(2026, 10, 23, 14, 31, 44) + 636.5203,
    3,
  )
  expect(parseEngineTime('2026-11-23T14:31:44Z')).toBe(Date.UTC(2026, 10, 23, 14, 31, 44))
  expect(parseEngineTime('2026-11-23T15:31:44.5+01:00')).toBe(Date.UTC(2026, 10, 23, 14, 31, 44) + 500)
  for (const wrong of ['', 'now', '2026-11-23', '14:31:44Z']) expect(parseEngineTime(wrong)).toBeNaN()
})

test('asking from the time of a line never leaves that line out, nor one a millisecond older in', () => {
  const nanoseconds = fc.bigInt({ min: 1_700_000_000_000_000_000n, max: 1_900_000_000_000_000_000n })
  fc.assert(
    fc.property(nanoseconds, (time) => {
      const asked = toNanoseconds(engineSince(parseEngineTime(toEngineTime(time))))
      expect(asked <= time).toBe(true)
      expect(time - asked < 1_000_000n).toBe(true)
    }),
  )
})

test('from the beginning is from zero', () => {
  expect(engineSince(0)).toBe('0')
  expect(engineSince(-5)).toBe('0')
})

test('pieces of a long line are joined under the time of the first', () => {
  const lines = new TimedLines('stdout')
  expect(lines.push(Buffer.from('2026-11-23T14:00:00.1Z first half, '))).toEqual([])
  const [line, ...others] = lines.push(Buffer.from('2026-11-23T14:00:00.2Z second half\n'))
  expect(others).toEqual([])
  expect(line).toEqual({
    at: Date.UTC(2026, 10, 23, 14) + 100,
    channel: 'stdout',
    text: 'first half, second half',
  })
  expect(lines.push(Buffer.from('2026-11-23T14:00:00.3Z next\n'))).toMatchObject([
    { at: Date.UTC(2026, 10, 23, 14) + 300, text: 'next' },
  ])
  expect(lines.end()).toEqual([])
})

test('a line without a time has that of the one before, and a last one without an end is not lost', () => {
  const lines = new TimedLines('stderr')
  lines.push(Buffer.from('2026-11-23T14:00:00Z known\n'))
  expect(lines.push(Buffer.from('no time here\nand'))).toMatchObject([
    { at: Date.UTC(2026, 10, 23, 14), text: 'no time here' },
  ])
  expect(lines.end()).toMatchObject([{ channel: 'stderr', text: 'and' }])
})

function toEngineTime(nanoseconds: bigint): string {
  const whole = new Date(Number(nanoseconds / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  return `${whole}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}Z`
}

function toNanoseconds(since: string): bigint {
  const [seconds = '0', fraction = ''] = since.split('.')
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
}
