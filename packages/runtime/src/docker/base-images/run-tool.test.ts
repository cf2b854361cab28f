import { FaultError } from '@kapsules/domain'
import { describe, expect, it } from 'vitest'
import { runTool } from './run-tool.ts'

const never = new AbortController().signal
const options = { cwd: '/', signal: never }

describe('runTool', () => {
  it('answers what the program printed, in no language but English', async () => {
    expect(await runTool('printenv', ['LC_ALL'], options)).toBe('C.UTF-8\n')
  })

  it('says which program is not there', async () => {
    const gone = runTool('kapsules-no-such-program', [], options)
    await expect(gone).rejects.toThrow('kapsules-no-such-program could not be started')
    await expect(gone).rejects.toBeInstanceOf(FaultError)
  })

  it('shows the last lines of a program that failed', async () => {
    const failed = runTool('ls', ['/kapsules-no-such-folder'], options)
    await expect(failed).rejects.toMatchObject({ fault: { code: 'base-image-missing' } })
    await expect(failed).rejects.toHaveProperty('fault.evidence.0', expect.stringContaining('No such file'))
  })

  it('passes arguments as they are', async () => {
    expect(await runTool('echo', ['$(id); `id`', '> x'], options)).toBe('$(id); `id` > x\n')
  })

  it('stops a program and throws the reason', async () => {
    const stop = new AbortController()
    const running = runTool('sleep', ['60'], { cwd: '/', signal: stop.signal })
    stop.abort(new Error('changed my mind'))
    await expect(running).rejects.toThrow('changed my mind')
  })
})
