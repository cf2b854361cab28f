import { expect, test, vi } from 'vitest'
import type { Log } from '../log.ts'
import { createTrouble, pause, runLoop } from './loop.ts'

function heardLog(): Log & { readonly heard: string[] } {
  const heard: string[] = []
  const hear = (message: string) => void heard.push(message)
  return { heard, info: hear, warn: hear, error: hear }
}

test('trouble is told once, waits longer each time up to a limit, and its end is told once it is calm', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const log = heardLog()
  const trouble = createTrouble(log, 'the reading')
  const waits = Array.from({ length: 8 }, () => trouble.met(new Error('no')))
  expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000])
  trouble.over()
  expect(log.heard).toEqual(['the reading fails'])
  vi.advanceTimersByTime(5_000)
  trouble.over()
  trouble.over()
  expect(log.heard).toEqual(['the reading fails', 'the reading works again'])
  expect(trouble.met(new Error('no'))).toBe(100)
  vi.useRealTimers()
})

test('a loop outlives what its tick throws, and ends with its signal', async () => {
  const log = heardLog()
  const abort = new AbortController()
  let ticks = 0
  const tick = async () => {
    ticks += 1
    if (ticks < 3) throw new Error('not yet')
    abort.abort()
  }
  await runLoop({ what: 'the loop', tick, rest: (signal) => pause(60_000, signal), log }, abort.signal)
  expect(ticks).toBe(3)
  expect(log.heard).toEqual(['the loop fails'])
})
