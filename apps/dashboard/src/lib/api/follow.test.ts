import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Followable, follow } from './follow.ts'

type Observer = Parameters<Followable<Input, string>['subscribe']>[1]
interface Input {
  readonly lastEventId?: string | null | undefined
}

/** A subscription whose other end is in the hands of the test. */
function source() {
  const calls: { input: Input; observer: Observer; closed: boolean }[] = []
  const followable: Followable<Input, string> = {
    subscribe(input, observer) {
      const call = { input, observer, closed: false }
      calls.push(call)
      return {
        unsubscribe() {
          call.closed = true
        },
      }
    },
  }
  const newest = () => {
    const call = calls.at(-1)
    if (!call) throw new Error('Nobody subscribed.')
    return call
  }
  return {
    followable,
    calls,
    send: (id: string, data: string) => newest().observer.onData?.({ id, data }),
    fail: (data: unknown) => newest().observer.onError?.(Object.assign(new Error('no'), { data }) as never),
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('follow', () => {
  it('begins where it is told and hands on what comes', () => {
    const { followable, calls, send } = source()
    const heard: string[] = []
    follow(followable, { lastEventId: '7' }, { onData: (data) => heard.push(data) })
    send('8', 'a')
    send('9', 'b')
    expect(calls[0]?.input.lastEventId).toBe('7')
    expect(heard).toEqual(['a', 'b'])
  })

  it('begins again after the last id when the server ended it with trouble of its own', () => {
    const { followable, calls, send, fail } = source()
    const faults: unknown[] = []
    follow(followable, {}, { onData: () => {}, onFault: (fault) => faults.push(fault) })
    send('3', 'a')
    fail({ httpStatus: 503 })
    expect(faults).toEqual([])
    vi.advanceTimersByTime(500)
    expect(calls).toHaveLength(2)
    expect(calls[1]?.input.lastEventId).toBe('3')
    fail({ httpStatus: 503 })
    expect(faults).toHaveLength(1)
    vi.advanceTimersByTime(1000)
    send('4', 'b')
    expect(faults.at(-1)).toBeNull()
  })

  it('waits longer and longer, but never for minutes', () => {
    const { followable, calls, fail } = source()
    follow(followable, {}, { onData: () => {} })
    for (let failure = 0; failure < 20; failure += 1) {
      fail({ httpStatus: 500 })
      vi.advanceTimersByTime(10_000)
    }
    expect(calls).toHaveLength(21)
  })

  it.each([401, 403, 404])('gives up and says so when it is refused with %d', (httpStatus) => {
    const { followable, calls, fail } = source()
    const faults: unknown[] = []
    follow(followable, {}, { onData: () => {}, onFault: (fault) => faults.push(fault) })
    fail({ httpStatus, code: httpStatus === 401 ? 'UNAUTHORIZED' : 'X' })
    vi.advanceTimersByTime(60_000)
    expect(calls).toHaveLength(1)
    expect(faults).toHaveLength(1)
  })

  it('stops: closes what is open and does not begin again', () => {
    const { followable, calls, fail } = source()
    const stop = follow(followable, {}, { onData: () => {} })
    fail({ httpStatus: 503 })
    stop()
    vi.advanceTimersByTime(60_000)
    expect(calls).toHaveLength(1)
    expect(calls[0]?.closed).toBe(true)
  })
})
