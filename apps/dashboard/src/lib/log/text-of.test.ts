import type { LogLine } from '@kapsules/domain'
import { describe, expect, it } from 'vitest'
import { LogBuffer } from './buffer.ts'
import { fetchAllLines } from './fetch-pages.ts'
import { textOfLines, textOfRows } from './text-of.ts'

function line(seq: number): LogLine {
  return { seq, at: seq * 1000 + 5, channel: 'stdout', text: `\x1b[1m${seq}\x1b[0m`, step: null, instanceId: null }
}

describe('textOfRows', () => {
  it('gives what is seen, with gaps, with or without the time', () => {
    const buffer = new LogBuffer()
    buffer.append([line(1)])
    buffer.gap(2)
    buffer.append([line(4)])
    expect(textOfRows(buffer.rows, 'none', 'utc')).toBe('1\n[2 lines skipped]\n4')
    expect(textOfRows(buffer.rows, 'time', 'utc')).toBe('00:00:01.005 1\n[2 lines skipped]\n00:00:04.005 4')
  })
})

describe('textOfLines', () => {
  it('gives whole dates in UTC and no ANSI', () => {
    expect(textOfLines([line(1), line(2)])).toBe('1970-01-01T00:00:01.005Z 1\n1970-01-01T00:00:02.005Z 2\n')
  })
})

describe('fetchAllLines', () => {
  it('asks for pages until there are none', async () => {
    const asked: number[] = []
    const lines = await fetchAllLines(async (after) => {
      asked.push(after)
      return { lines: [line(after + 1), line(after + 2)], nextSeq: after < 4 ? after + 2 : null }
    })
    expect(asked).toEqual([0, 2, 4])
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
  })
})
