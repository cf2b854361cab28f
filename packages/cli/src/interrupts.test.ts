import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { untilInterrupted } from './interrupts.ts'

it('work that ends by itself gives its exit code, and Ctrl-C back to the system', async () => {
  const before = process.listenerCount('SIGINT')
  expect(
    await untilInterrupted(
      () => {},
      async () => 7,
    ),
  ).toBe(7)
  expect(process.listenerCount('SIGINT')).toBe(before)
})

it('the second Ctrl-C ends work that does not heed the first', async () => {
  const module = JSON.stringify(join(import.meta.dirname, 'interrupts.ts'))
  const program = `
    const { untilInterrupted } = await import(${module})
    const busy = setInterval(() => {}, 1_000)
    const work = () => {
      process.stdout.write('at work')
      return new Promise(() => {})
    }
    await untilInterrupted(() => process.stdout.write('told'), work)
    clearInterval(busy)`
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program])
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  let said = ''
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said === 'at work') child.kill('SIGINT')
      if (said === 'at worktold') resolve()
    })
  })
  child.kill('SIGINT')
  expect(await ended).toBe(130)
})
