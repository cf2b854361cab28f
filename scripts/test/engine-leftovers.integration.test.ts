import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { run, runOrFail } from '../bootstrap/run.mjs'
import { removeFromEngine } from './engine-leftovers.ts'

const DEADLINE_MS = 60_000

async function makeNetwork(owner: string): Promise<string> {
  const subnet = `10.198.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 16) * 16}/28`
  const args = ['network', 'create', '--internal', '--subnet', subnet, '--label', `kapsules.owner=${owner}`, owner]
  return (await runOrFail('docker', args, { deadlineMs: DEADLINE_MS })).output.trim()
}

it('removes what its own run left behind, and nothing of others', async () => {
  const name = `left-${randomBytes(4).toString('hex')}`
  const ours = await makeNetwork(`${name}-a`)
  const foreign = await makeNetwork(`other-${name}`)
  try {
    await removeFromEngine(name)
    const { output } = await runOrFail('docker', ['network', 'ls', '--quiet', '--no-trunc'], {
      deadlineMs: DEADLINE_MS,
    })
    expect(output).not.toContain(ours)
    expect(output).toContain(foreign)
  } finally {
    await run('docker', ['network', 'rm', ours, foreign], { deadlineMs: DEADLINE_MS })
  }
})
