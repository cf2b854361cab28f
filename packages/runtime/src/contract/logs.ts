import { maxLineLength } from '@kapsules/domain'
import { expect } from 'vitest'
import type { RuntimeLine } from '../driver.ts'
import { type Contract, cleanUp, collect, faultOf, instanceOf, patience, type Subject, untilState } from './subject.ts'

/** What an instance says. */
export const logsContract: Contract = {
  'tailLogs gives the last lines in order, with channels and times, of what runs and of what has ended': async (
    subject,
  ) => {
    const spec = instanceOf(subject, 'talk')
    const from = Date.now() - 1
    await subject.runtime.launch(spec, patience())
    await untilState(subject, spec.instanceId, 'exited')
    const lines = await subject.runtime.tailLogs(spec.instanceId, 10, patience())
    expect(lines.map(({ channel, text }) => `${channel} ${text}`)).toEqual(['stdout one', 'stderr two', 'stdout three'])
    const times = lines.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(Math.min(...times)).toBeGreaterThanOrEqual(from)
    const last = await subject.runtime.tailLogs(spec.instanceId, 2, patience())
    expect(last.map(({ text }) => text)).toEqual(['two', 'three'])
    await cleanUp(subject, spec)
  },

  'followLogs tells what was said and what is said, and ends with the container': async (subject) => {
    const spec = instanceOf(subject, 'talk')
    await subject.runtime.launch(spec, patience())
    const lines = await collect(subject.runtime.followLogs(spec.instanceId, 0, patience()))
    expect(lines.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    await cleanUp(subject, spec)
  },

  'followLogs from the time of a line begins with this line and goes on without a gap': async (subject) => {
    const spec = instanceOf(subject, 'tick')
    await subject.runtime.launch(spec, patience())
    const seen = await take(4, subject, spec.instanceId, 0)
    const last = seen.at(-1)
    const again = await take(3, subject, spec.instanceId, last?.at ?? 0)
    expect([...seen.slice(0, -1), ...again].map(({ text }) => text)).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => `tick ${number}`),
    )
    expect(again[0]).toEqual(last)
    await cleanUp(subject, spec)
  },

  'followLogs ends quietly when its signal fires': async (subject) => {
    const spec = instanceOf(subject, 'tick')
    await subject.runtime.launch(spec, patience())
    const stop = new AbortController()
    let count = 0
    for await (const _ of subject.runtime.followLogs(spec.instanceId, 0, stop.signal)) {
      count += 1
      stop.abort()
    }
    expect(count).toBe(1)
    expect(await collect(subject.runtime.followLogs(spec.instanceId, 0, AbortSignal.abort()))).toEqual([])
    await cleanUp(subject, spec)
  },

  'lines survive broken UTF-8, and long ones are joined and cut at the limit': async (subject) => {
    const spec = instanceOf(subject, 'babble')
    await subject.runtime.launch(spec, patience())
    await untilState(subject, spec.instanceId, 'exited')
    const lines = await subject.runtime.tailLogs(spec.instanceId, 10, patience())
    expect(lines.map(({ text }) => text)).toEqual([
      '\uFFFD\uFFFDA',
      'é'.repeat(10_000),
      `${'x'.repeat(maxLineLength)} … [cut]`,
    ])
    await cleanUp(subject, spec)
  },

  'logs need a container': async ({ runtime }) => {
    expect(await faultOf(runtime.tailLogs('nobody', 10, patience()))).toBe('not-found')
    expect(await faultOf(collect(runtime.followLogs('nobody', 0, patience())))).toBe('not-found')
  },
}

async function take(count: number, { runtime }: Subject, instanceId: string, sinceMs: number): Promise<RuntimeLine[]> {
  const lines: RuntimeLine[] = []
  for await (const line of runtime.followLogs(instanceId, sinceMs, patience())) {
    lines.push(line)
    if (lines.length === count) break
  }
  return lines
}
