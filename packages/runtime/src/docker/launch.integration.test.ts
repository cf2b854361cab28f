import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, instanceOf, patience } from '../contract/subject.ts'
import { engineAddress } from './connect.ts'
import { defaultDeadlines } from './deadline.ts'
import { DockerService } from './docker-service.ts'
import { EngineLink } from './engine-link.ts'
import { Instances } from './instances.ts'
import { EngineAllowance, launch } from './launch.ts'
import { Networks } from './networks.ts'
import { type DockerSubject, makeDockerSubject } from './testing/docker-subject.ts'

let subject: DockerSubject

beforeAll(async () => {
  subject = await makeDockerSubject({ env: process.env })
})

afterAll(() => subject?.close())

test('an engine that cannot give as much as was asked for gives less, and the launch goes on', async () => {
  const { text } = engineAddress({})
  const docker = new DockerService(new EngineLink(subject.engine.modem, text, defaultDeadlines))
  const wanted = { openFiles: 100_000_000, init: true }
  const context = {
    docker,
    owner: subject.owner,
    seccompProfile: undefined,
    instances: new Instances(docker, subject.owner),
    allowance: new EngineAllowance(wanted),
    networks: new Networks(docker, subject.owner),
  }
  const spec = instanceOf(subject, 'serve')
  expect(await launch(context, spec, patience())).toMatchObject({ state: 'running' })
  // no kernel takes this many: the engine refused them
  expect(context.allowance.given).toEqual({ openFiles: 1_024, init: true })
  await cleanUp(subject, spec)
})
