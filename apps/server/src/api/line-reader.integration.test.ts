import type { LogLine } from '@kapsules/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../postgres/testing.ts'
import { appendLines } from '../store/log-lines.ts'
import { createLineReader, type LineBatch, resumeAfter } from './line-reader.ts'
import { readAll } from './testing-streams.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

const lines = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    at: from + index,
    channel: 'stdout',
    text: `line ${from + index}`,
    step: null,
    instanceId: null,
  }))

const show = async (batches: AsyncIterable<LineBatch>) =>
  (await readAll(batches)).map((batch) =>
    batch.kind === 'gap' ? `gap ${batch.skipped}` : `${batch.lines.at(0)?.seq}-${batch.lines.at(-1)?.seq}`,
  )

async function stream(...ranges: [number, number][]): Promise<string> {
  const id = crypto.randomUUID()
  for (const [from, to] of ranges) await appendLines(fresh.database, id, lines(from, to))
  return id
}

test('what is stored comes in deliveries of at most five hundred', async () => {
  const reader = createLineReader(fresh.database, await stream([1, 1100]), 0)
  expect(await show(reader.rest())).toEqual(['1-500', '501-1000', '1001-1100'])
  expect(await show(reader.rest())).toEqual([])
  expect(reader.sent).toBe(1100)
})

test('long lines come in smaller deliveries', async () => {
  const id = await stream([1, 3])
  const heavy = lines(1, 3).map((line) => ({ ...line, text: 'x'.repeat(200_000) }))
  expect(await show(createLineReader(fresh.database, id, 0).published(heavy))).toEqual(['1-1', '2-2', '3-3'])
})

test('published lines are given once, and holes before them are filled', async () => {
  const id = await stream([1, 10])
  const reader = createLineReader(fresh.database, id, 0)
  expect(await show(reader.published(lines(1, 3)))).toEqual(['1-3'])
  expect(await show(reader.published(lines(2, 4)))).toEqual(['4-4'])
  expect(await show(reader.published(lines(1, 4)))).toEqual([])
  expect(await show(reader.published(lines(8, 9)))).toEqual(['5-10'])
  expect(await show(reader.published(lines(9, 10)))).toEqual([])
})

test('lines that are not stored any more leave a gap, except at the very beginning', async () => {
  const id = await stream([1, 3], [101, 103])
  expect(await show(createLineReader(fresh.database, id, 3).rest())).toEqual(['gap 97', '101-103'])
  expect(await show(createLineReader(fresh.database, await stream([101, 103]), 0).rest())).toEqual(['101-103'])
})

test('F34: who fell back a little catches up; who fell back far goes on near the end with the gap in its place', async () => {
  const id = await stream([1, 12_000])
  expect(await show(createLineReader(fresh.database, id, 11_000).afterCut())).toEqual(['11001-11500', '11501-12000'])
  expect(await show(createLineReader(fresh.database, id, 100).afterCut())).toEqual(['gap 11400', '11501-12000'])
})

test('B33: a place is taken up only if the stream has come so far', async () => {
  const id = await stream([1, 30])
  const resume = (wanted: number | null) => resumeAfter(fresh.database, id, wanted, (newest) => newest - 10)
  expect(await Promise.all([0, 29, 30, 31, 1e15, null].map(resume))).toEqual([0, 29, 30, 20, 20, 20])
})
