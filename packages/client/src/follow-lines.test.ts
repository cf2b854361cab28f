import type { LogLine } from '@kapsules/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderLines } from './follow-lines.ts'

const line = (seq: number): LogLine => ({
  seq,
  at: seq,
  channel: 'stdout',
  text: `${seq}`,
  step: null,
  instanceId: null,
})

/** A store that keeps some lines and gives them out in pages. */
function storeOf(kept: readonly number[], pageSize: number) {
  return async (afterSeq: number) => {
    const lines = kept.filter((seq) => seq > afterSeq).slice(0, pageSize)
    return { lines: lines.map(line), nextSeq: lines.length < pageSize ? null : (lines.at(-1) ?? null) }
  }
}

describe('lines in order', () => {
  it('come once each, whatever was repeated or lost on the way', async () => {
    const batches = fc.array(fc.tuple(fc.nat(60), fc.nat(15)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 1, max: 7 }), async (starts, pageSize) => {
        const all = Array.from({ length: 80 }, (_, index) => index + 1)
        const seen: number[] = []
        const order = orderLines({ fetchLines: storeOf(all, pageSize), onLine: ({ seq }) => seen.push(seq) }, 0)
        for (const [from, length] of starts) await order.take(all.slice(from, from + length).map(line))
        await order.catchUp()
        expect(seen).toEqual(all)
      }),
    )
  })

  it('tell of lines that are gone from the store too', async () => {
    const seen: number[] = []
    const gaps: number[] = []
    const fetchLines = storeOf([1, 2, 6, 7, 8, 9], 2)
    const sink = {
      fetchLines,
      onLine: ({ seq }: LogLine) => seen.push(seq),
      onGap: (missing: number) => gaps.push(missing),
    }
    const order = orderLines(sink, 0)
    await order.take([line(1)])
    await order.take([line(9)])
    expect(seen).toEqual([1, 2, 6, 7, 8, 9])
    expect(gaps).toEqual([3])
  })

  it('begin with whichever line comes first when no place is given', async () => {
    const seen: number[] = []
    const fetchLines = () => expect.unreachable('nothing is missing')
    const order = orderLines({ fetchLines, onLine: ({ seq }) => seen.push(seq) }, null)
    await order.take([line(40), line(41)])
    await order.take([line(41), line(42)])
    expect(seen).toEqual([40, 41, 42])
  })
})
