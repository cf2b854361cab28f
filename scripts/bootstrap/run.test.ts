import { expect, it } from 'vitest'
import { isRunning } from '../setup/dockerd.ts'
import { run, runOrFail } from './run.mjs'
import { SetupError } from './setup-error.mjs'

const node = (code: string) => ['-e', code]

it('gives the exit code and what was written', async () => {
  const code = 'console.log("out"); console.error("err"); process.exitCode = 3'
  const result = await run(process.execPath, node(code), { deadlineMs: 10_000 })
  expect(result).toMatchObject({ code: 3, timedOut: false })
  expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out'])
})

it('ends the program and its children at the deadline', async () => {
  const code = `
    const child = require('child_process').spawn('sleep', ['60'], { stdio: 'ignore' })
    console.log(child.pid)
    setInterval(() => {}, 1000)`
  const result = await run(process.execPath, node(code), { deadlineMs: 1_500 })
  expect(result).toMatchObject({ code: null, timedOut: true })
  const grandchild = Number(result.output.trim())
  await expect.poll(() => isRunning(grandchild, 'sleep')).toBe(false)
})

it('does not wait for a background process that holds the output open', async () => {
  const code = `
    const child = require('child_process').spawn('sleep', ['60'], { stdio: 'inherit' })
    console.log(child.pid); child.unref(); process.exit(0)`
  const result = await run(process.execPath, node(code), { deadlineMs: 10_000 })
  expect(result).toMatchObject({ code: 0, timedOut: false })
  process.kill(Number(result.output.trim()), 'SIGKILL')
})

it('says what failed, with the end of its output and what to do', async () => {
  const failing = runOrFail(process.execPath, node('console.log("the reason"); process.exit(2)'), {
    deadlineMs: 10_000,
    hint: 'do this',
  })
  await expect(failing).rejects.toThrow(SetupError)
  await expect(failing).rejects.toThrow(/ended with 2\nthe reason/)
  await expect(failing).rejects.toMatchObject({ hint: 'do this' })
})

it('says that a program is not there', async () => {
  await expect(runOrFail('kapsules-no-such-program', [], { deadlineMs: 1_000 })).rejects.toThrow(/ENOENT/)
})
