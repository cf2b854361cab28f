import type { LogLine } from '@kapsules/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogBuffer } from './buffer.ts'

function line(seq: number, text = `line ${seq}`): LogLine {
  return { seq, at: seq * 1000, channel: 'stdout', text, step: null, instanceId: null }
}

function lines(from: number, to: number): LogLine[] {
  return Array.from({ length: to - from + 1 }, (_, index) => line(from + index))
}

const seqs = (buffer: LogBuffer) =>
  buffer.rows.map((row) => (row.kind === 'line' ? row.line.seq : `gap ${row.skipped}`))

describe('LogBuffer', () => {
  it('keeps lines in order, with their text without ANSI and their level', () => {
    const buffer = new LogBuffer()
    buffer.append([line(1, '\x1b[31mError: no\x1b[39m')])
    expect(buffer.rows[0]).toMatchObject({ kind: 'line', plain: 'Error: no', level: 'error' })
    expect(buffer.longest).toBe(9)
  })

  it('takes each line once when a stream resumes too early', () => {
    const buffer = new LogBuffer()
    buffer.append(lines(1, 5))
    buffer.append(lines(3, 8))
    expect(seqs(buffer)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(buffer.lastSeq).toBe(8)
  })

  it('shows a gap where it was, and none for nothing', () => {
    const buffer = new LogBuffer()
    buffer.append(lines(1, 2))
    buffer.gap(0)
    buffer.gap(40)
    buffer.append(lines(43, 44))
    expect(seqs(buffer)).toEqual([1, 2, 'gap 40', 43, 44])
  })

  it('lets the oldest tenth go when it is full, and counts it', () => {
    const buffer = new LogBuffer(100)
    buffer.append(lines(1, 101))
    expect(buffer.rows.length).toBe(90)
    expect(buffer.dropped).toBe(11)
    expect(seqs(buffer)[0]).toBe(12)
    expect(seqs(buffer).at(-1)).toBe(101)
  })

  it('keeps the newest when one batch is larger than it can hold', () => {
    const buffer = new LogBuffer(10)
    buffer.append(lines(1, 1000))
    expect(buffer.rows.length).toBeLessThanOrEqual(10)
    expect(seqs(buffer).at(-1)).toBe(1000)
  })

  it('puts earlier lines before the first, with keys that go on falling', () => {
    const buffer = new LogBuffer()
    buffer.append(lines(10, 12))
    buffer.prepend(lines(5, 10))
    expect(seqs(buffer)).toEqual([5, 6, 7, 8, 9, 10, 11, 12])
    expect(buffer.firstSeq).toBe(5)
    expect(buffer.rows[0]?.key).toBe(-5)
  })

  it('puts lines before nothing as if they were appended', () => {
    const buffer = new LogBuffer()
    buffer.prepend(lines(1, 3))
    buffer.append(lines(3, 4))
    expect(seqs(buffer)).toEqual([1, 2, 3, 4])
  })

  it('takes only as many earlier lines as there is room for, the newest of them', () => {
    const buffer = new LogBuffer(10)
    buffer.append(lines(91, 98))
    buffer.prepend(lines(1, 90))
    expect(seqs(buffer)).toEqual([89, 90, 91, 92, 93, 94, 95, 96, 97, 98])
    buffer.prepend(lines(1, 88))
    expect(buffer.rows.length).toBe(10)
  })

  it('knows when lines of several instances meet', () => {
    const buffer = new LogBuffer()
    buffer.append([{ ...line(1), instanceId: 'a' }, line(2), { ...line(3), instanceId: 'a' }])
    expect(buffer.mixed).toBe(false)
    buffer.append([{ ...line(4), instanceId: 'b' }])
    expect(buffer.mixed).toBe(true)
  })

  const step = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), from: fc.integer({ min: 1, max: 60 }), count: fc.nat(40) }),
    fc.record({ kind: fc.constant('gap' as const), from: fc.nat(5), count: fc.constant(0) }),
    fc.record({ kind: fc.constant('prepend' as const), from: fc.integer({ min: 1, max: 60 }), count: fc.nat(20) }),
  )

  it('whatever comes: bounded, ascending, no line twice, keys without holes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const buffer = new LogBuffer(50)
        for (const { kind, from, count } of steps) {
          if (kind === 'gap') buffer.gap(from)
          else buffer[kind](lines(from, from + count))
        }
        const kept = buffer.rows.flatMap((row) => (row.kind === 'line' ? [row.line.seq] : []))
        expect(buffer.rows.length).toBeLessThanOrEqual(50)
        expect(kept).toEqual([...new Set(kept)].sort((one, other) => one - other))
        const first = buffer.rows[0]?.key ?? 0
        expect(buffer.rows.map(({ key }) => key)).toEqual(buffer.rows.map((_, index) => first + index))
      }),
    )
  })
})
