import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildContract, realBuildsContract } from '../contract/build.ts'
import { buildOf, eventually } from '../contract/subject.ts'
import { describeContract } from '../contract.ts'
import type { BuildOutput } from '../driver.ts'
import { type DockerSubject, makeDockerSubject } from './testing/docker-subject.ts'

const make = () => makeDockerSubject({ env: process.env, builder: 'classic' })

describeContract('builds by the classic builder', make, { ...buildContract, ...realBuildsContract })

let subject: DockerSubject

beforeAll(async () => {
  subject = await make()
})

afterAll(() => subject?.close())

test('an abort takes away the container of the step at hand', async () => {
  const mark = `classic-${Date.now()}`
  const stop = new AbortController()
  const onOutput = (output: BuildOutput) => {
    if (output.kind === 'log' && output.text === mark) stop.abort()
  }
  const spec = buildOf(subject, `RUN echo ${mark} && sleep 120`)
  await expect(subject.runtime.build(spec, onOutput, stop.signal)).rejects.toThrow()
  await eventually('its end', async () => {
    const containers = await subject.engine.listContainers({ all: true })
    return !containers.some(({ Command }) => Command.includes(mark))
  })
})
