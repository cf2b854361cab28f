import { PassThrough } from 'node:stream'
import { World } from '@kapsules/client/testing'
import { expect, it } from 'vitest'
import { DeployPrinter } from './deploy-printer.ts'
import { Channel } from './screen.ts'

function printer() {
  const stream = new PassThrough()
  return {
    printer: new DeployPrinter(new Channel(stream, false)),
    said: () =>
      String(stream.read() ?? '')
        .split('\n')
        .slice(0, -1),
  }
}

const step = { index: 0, name: 'RUN npm ci', startedAt: null, finishedAt: null }
const { build } = new World()

it('each step is told when its state changes, and anew when the build begins anew', () => {
  const { printer: it, said } = printer()
  const steps = [{ ...step, state: 'running' as const }]
  it.build({ ...build, steps })
  it.build({ ...build, steps })
  it.build({ ...build, steps: [{ ...step, state: 'cached' }] })
  it.build({ ...build, attempt: 2, steps })
  it.build({ ...build, attempt: 2, steps: [{ ...step, state: 'failed', startedAt: 0, finishedAt: 2_500 }] })
  expect(said()).toEqual([
    '→ RUN npm ci',
    '✓ RUN npm ci cached',
    'Attempt 2: the one before was interrupted.',
    '→ RUN npm ci',
    '✗ RUN npm ci 2.5 s',
  ])
})

it('what is tried again and again is told once', () => {
  const { printer: it, said } = printer()
  for (const reason of ['Being started.', 'No port.', 'Being started.', 'No port.']) it.phase('starting', reason)
  it.phase('live', 'Answers.')
  it.phase('starting', 'No port.')
  expect(said()).toEqual(['starting Being started.', 'starting No port.', 'live Answers.', 'starting No port.'])
})
