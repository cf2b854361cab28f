import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLogPosition, type ReadLine, rememberedLines } from './log-position.ts'

const line = (at: number, text: string, channel: ReadLine['channel'] = 'stdout'): ReadLine => ({ at, channel, text })

/** Reads what the engine has from the position's time on, up to `count` lines, and gives what was new. */
function read(
  position: ReturnType<typeof createLogPosition>,
  printed: readonly ReadLine[],
  count = Number.POSITIVE_INFINITY,
) {
  const since = position.beginReading()
  return printed
    .filter(({ at }) => at >= since)
    .slice(0, count)
    .filter((one) => position.take(one))
}

test('without a stored line everything is read', () => {
  const position = createLogPosition([])
  expect(position.beginReading()).toBe(0)
  expect(read(position, [line(5, 'a'), line(5, 'a')])).toHaveLength(2)
})

test('lines of the same time and text are taken as often as they were printed', () => {
  const printed = [line(5, 'a'), line(5, 'a'), line(5, 'a'), line(5, 'b')]
  expect(read(createLogPosition(printed.slice(0, 2)), printed)).toEqual([line(5, 'a'), line(5, 'b')])
})

test('a clock that was set back hides nothing', () => {
  const hour = 3_600_000
  const position = createLogPosition([line(10 * hour, 'before')], () => 9 * hour)
  const printed = [line(10 * hour, 'before'), line(9 * hour - 500, 'after')]
  expect(read(position, printed)).toEqual([line(9 * hour - 500, 'after')])
})

test('in a flood the overlap shrinks and the memory stays bounded', () => {
  const position = createLogPosition([])
  position.beginReading()
  const total = 10 * rememberedLines
  const printed = Array.from({ length: total }, (_, index) => line(1_000_000 + Math.floor(index / 100), `${index}`))
  for (const one of printed) position.take(one)
  const since = position.beginReading()
  expect(since).toBeGreaterThan(1_000_000 + total / 100 - 2 * (rememberedLines / 100) - 1)
  expect(printed.filter(({ at }) => at >= since).filter((one) => position.take(one))).toEqual([])
})

test('however often the reading breaks off or the server restarts: each line is taken once, in order', () => {
  const printedLine = fc.record({
    step: fc.integer({ min: 0, max: 400 }),
    jitter: fc.integer({ min: 0, max: 300 }),
    channel: fc.constantFrom('stdout' as const, 'stderr' as const),
    text: fc.constantFrom('a', 'b', ''),
  })
  const pass = fc.record({ upTo: fc.nat(40), reads: fc.nat(15), restart: fc.boolean(), unstored: fc.nat(5) })
  fc.assert(
    fc.property(fc.array(printedLine, { maxLength: 40 }), fc.array(pass, { maxLength: 12 }), (lines, passes) => {
      let clock = 1_000_000
      const printed = lines.map(({ step, jitter, channel, text }) => {
        clock += step
        return line(clock - jitter, text, channel)
      })
      let taken: ReadLine[] = []
      let position = createLogPosition([])
      for (const { upTo, reads, restart, unstored } of passes) {
        taken.push(...read(position, printed.slice(0, Math.max(upTo, taken.length)), reads))
        if (!restart) continue
        taken = taken.slice(0, Math.max(0, taken.length - unstored))
        position = createLogPosition(taken)
      }
      taken.push(...read(position, printed))
      expect(taken).toEqual(printed)
    }),
    { numRuns: 1_000 },
  )
})
