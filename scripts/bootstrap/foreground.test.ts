import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './toolchain.mjs'

/** Runs `code` in Node under `foreground`, in a process of its own; its exit code becomes that process's. */
function underForeground(code: string) {
  const outer = `
    const { foreground } = await import(${JSON.stringify(join(root, 'scripts/bootstrap/foreground.mjs'))})
    process.exitCode = await foreground(process.execPath, ['-e', ${JSON.stringify(code)}])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', outer], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  return { child, output: () => output }
}

it('gives the exit code of the program', async () => {
  const { child, output } = underForeground('console.log("hello"); process.exitCode = 7')
  expect((await once(child, 'exit'))[0]).toBe(7)
  expect(output()).toBe('hello\n')
})

it('gives 128 and the number of the signal that ended the program', async () => {
  const { child } = underForeground('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)')
  expect((await once(child, 'exit'))[0]).toBe(137)
})

it('passes a signal on once, however often it arrives in the same moment', async () => {
  const { child, output } = underForeground(`
    let count = 0
    process.on('SIGINT', () => { count += 1; if (count === 1) setTimeout(() => { console.log('seen ' + count); process.exit(0) }, 700) })
    setInterval(() => {}, 1000)
    console.log('ready')`)
  await expect.poll(output, { timeout: 5_000 }).toBe('ready\n')
  child.kill('SIGINT')
  child.kill('SIGINT')
  expect((await once(child, 'exit'))[0]).toBe(0)
  expect(output()).toBe('ready\nseen 1\n')
})

it('says that a program is not there', async () => {
  const outer = `
    const { foreground } = await import(${JSON.stringify(join(root, 'scripts/bootstrap/foreground.mjs'))})
    process.exitCode = await foreground('kapsules-no-such-program', [])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', outer], { stdio: 'ignore' })
  expect((await once(child, 'exit'))[0]).toBe(127)
})
