import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { SharedRuns, Turnstile } from './shared-runs.ts'

/** Work that ends when it is told to, or when it is stopped. */
function heldWork() {
  const done = Promise.withResolvers<string>()
  const signals: AbortSignal[] = []
  const work = (signal: AbortSignal) => {
    signals.push(signal)
    signal.addEventListener('abort', () => done.reject(signal.reason))
    return done.promise
  }
  return { work, done, signals }
}

const forever = new AbortController().signal

describe('SharedRuns', () => {
  it('does the work once for all who ask while it runs', async () => {
    const runs = new SharedRuns<string>()
    const { work, done, signals } = heldWork()
    const asked = [runs.join('a', forever, work), runs.join('a', forever, work), runs.join('a', forever, work)]
    done.resolve('made')
    expect(await Promise.all(asked)).toEqual(['made', 'made', 'made'])
    expect(signals).toHaveLength(1)
  })

  it('does the work of different keys apart, and again once it ended', async () => {
    const runs = new SharedRuns<string>()
    const seen: string[] = []
    const work = (key: string) => async () => {
      seen.push(key)
      return key
    }
    await Promise.all([runs.join('a', forever, work('a')), runs.join('b', forever, work('b'))])
    await runs.join('a', forever, work('a'))
    expect(seen).toEqual(['a', 'b', 'a'])
  })

  it('lets one leave without stopping the others', async () => {
    const runs = new SharedRuns<string>()
    const { work, done, signals } = heldWork()
    const impatient = new AbortController()
    const left = runs.join('a', impatient.signal, work)
    const stays = runs.join('a', forever, work)
    impatient.abort(new Error('had enough'))
    await expect(left).rejects.toThrow('had enough')
    expect(signals[0]?.aborted).toBe(false)
    done.resolve('made')
    expect(await stays).toBe('made')
  })

  it('stops the work when the last one leaves, and starts anew for the next', async () => {
    const runs = new SharedRuns<string>()
    const first = heldWork()
    const impatient = new AbortController()
    const left = runs.join('a', impatient.signal, first.work)
    impatient.abort(new Error('had enough'))
    await expect(left).rejects.toThrow('had enough')
    expect(first.signals[0]?.aborted).toBe(true)
    expect(await runs.join('a', forever, async () => 'second')).toBe('second')
  })

  it('tells everybody of a failure', async () => {
    const runs = new SharedRuns<string>()
    const { work, done } = heldWork()
    const asked = [runs.join('a', forever, work), runs.join('a', forever, work)]
    done.reject(new Error('no disk'))
    const results = await Promise.allSettled(asked)
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected'])
  })

  it('starts nothing for a caller who has left already', async () => {
    const { work, signals } = heldWork()
    await expect(new SharedRuns<string>().join('a', AbortSignal.abort(), work)).rejects.toThrow()
    expect(signals).toHaveLength(0)
  })
})

describe('Turnstile', () => {
  it('lets one through at a time, in order, also past a failure', async () => {
    const turnstile = new Turnstile()
    const trace: string[] = []
    const walk = (name: string, stumbles: Error | undefined) =>
      turnstile.pass(async () => {
        trace.push(`${name} in`)
        await setImmediate()
        trace.push(`${name} out`)
        if (stumbles) throw stumbles
      })
    const results = await Promise.allSettled([walk('a', new Error('stumbled')), walk('b', undefined)])
    expect(trace).toEqual(['a in', 'a out', 'b in', 'b out'])
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled'])
  })
})
