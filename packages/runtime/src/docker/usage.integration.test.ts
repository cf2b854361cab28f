import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, eventually, launchServing, patience } from '../contract/subject.ts'
import { defaultDeadlines } from './deadline.ts'
import { DockerService } from './docker-service.ts'
import { EngineLink } from './engine-link.ts'
import { Instances } from './instances.ts'
import { type DockerSubject, makeDockerSubject } from './testing/docker-subject.ts'
import { UsageMeter } from './usage.ts'

let subject: DockerSubject
let elsewhere: string

beforeAll(async () => {
  subject = await makeDockerSubject({ env: process.env })
  elsewhere = await mkdtemp(join(tmpdir(), 'no-proc-'))
})

afterAll(async () => {
  await subject?.close()
  await rm(elsewhere, { recursive: true, force: true })
})

test('where containers are out of sight, the engine’s own count is much the same as the kernel’s', async () => {
  const docker = new DockerService(new EngineLink(subject.engine.modem, 'the engine', defaultDeadlines))
  const instances = new Instances(docker, subject.owner)
  const [near, far] = [new UsageMeter(docker, instances), new UsageMeter(docker, instances, elsewhere)]
  const spec = await launchServing(subject)
  const ids = [spec.instanceId, 'nobody']
  const first = (await far.read(ids, patience())).get(spec.instanceId)
  expect(first).toMatchObject({ memoryLimitBytes: spec.resources.memoryBytes })
  const second = await eventually('more usage', async () => {
    await subject.ask(spec.hostPort)
    const now = (await far.read(ids, patience())).get(spec.instanceId)
    return now && first && now.cpuMicros > first.cpuMicros && now.networkRxBytes > first.networkRxBytes ? now : null
  })
  const third = (await near.read(ids, patience())).get(spec.instanceId)
  for (const key of ['cpuMicros', 'networkRxBytes', 'networkTxBytes', 'blockReadBytes', 'throttledMicros'] as const) {
    expect(third?.[key], key).toBeGreaterThanOrEqual(second[key])
  }
  expect(third?.memoryLimitBytes).toBe(second.memoryLimitBytes)
  expect(third?.pids).toBe(second.pids)
  await subject.runtime.end(spec.instanceId, 0, patience())
  for (const meter of [near, far]) expect((await meter.read(ids, patience())).size).toBe(0)
  await cleanUp(subject, spec)
})
