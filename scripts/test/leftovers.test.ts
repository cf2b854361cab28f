import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { endLeftovers, processesWith } from './leftovers.ts'

it('ends the processes that carry the mark of this run, and no others', async () => {
  const mark = `test-${process.pid}-${Date.now()}`
  const start = (run: string) =>
    spawn('sleep', ['60'], { env: { ...process.env, KAPSULES_TEST_RUN: run }, stdio: 'ignore', detached: true })
  const ours = start(mark)
  const foreign = start(`${mark}-other`)
  try {
    await Promise.all([once(ours, 'spawn'), once(foreign, 'spawn')])
    await expect.poll(() => processesWith(`KAPSULES_TEST_RUN=${mark}`)).toEqual([ours.pid])
    const ended = once(ours, 'exit')
    await endLeftovers({ env: { KAPSULES_TEST_RUN: mark }, scratch: '', artifacts: '' })
    expect((await ended)[1]).toBe('SIGTERM')
    expect(foreign.exitCode).toBeNull()
    expect(foreign.signalCode).toBeNull()
  } finally {
    ours.kill('SIGKILL')
    foreign.kill('SIGKILL')
  }
})
