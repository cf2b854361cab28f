import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, eventually, instanceOf, launchServing, patience } from '../contract/subject.ts'
import type { InstanceSpec } from '../driver.ts'
import { type DockerSubject, makeDockerSubject } from './testing/docker-subject.ts'

let subject: DockerSubject

beforeAll(async () => {
  subject = await makeDockerSubject({ env: process.env })
})

afterAll(() => subject?.close())

/** What an app finds out about itself. */
async function report(changes: Partial<InstanceSpec>): Promise<readonly string[]> {
  const spec = instanceOf(subject, 'serve', changes)
  const reporting = { ...spec, env: new Map([...spec.env, ['APP', 'report']]) }
  await subject.runtime.launch(reporting, patience())
  const lines = await eventually('the report', async () => {
    const texts = (await subject.runtime.tailLogs(spec.instanceId, 50, patience())).map(({ text }) => text)
    return texts.includes('done') && texts
  })
  await subject.runtime.end(spec.instanceId, 0, patience())
  return lines.map((line) => line.replaceAll('\t', ' '))
}

describe('an app inside its container', () => {
  test('is nobody special, may do nothing special, and writes only where it should', async () => {
    const lines = await report({ writablePaths: ['/work'] })
    expect(lines).toEqual([
      'id uid=1000 gid=1000 groups=1000',
      'CapEff: 0000000000000000',
      'CapBnd: 0000000000000000',
      'NoNewPrivs: 1',
      'Seccomp: 2',
      'writes /tmp',
      'writes /work',
      'runs from /work',
      'files 16384',
      expect.stringMatching(/^first (docker-init|tini)$/),
      'home /tmp port 3000 host 0.0.0.0',
      'done',
    ])
  })

  test('reaches neither the app of another preview nor another instance of its own', async () => {
    const other = await launchServing(subject)
    const mate = await launchServing(subject)
    const addresses = await Promise.all([other, mate].map(addressOf))
    const lines = await report({
      previewId: mate.previewId,
      subnet: mate.subnet,
      env: new Map([
        ['APP', 'report'],
        ['PEERS', addresses.map((address) => `${address}:3000`).join(' ')],
      ]),
    })
    expect(lines.filter((line) => line.startsWith('reaches'))).toEqual([])
    expect(lines).toContain('done')
    await cleanUp(subject, other, mate)
  })

  test('has what was asked for on the engine’s own record', async () => {
    const spec = await launchServing(subject)
    const { HostConfig, Config } = await inspect(spec)
    expect(HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ['ALL'],
      ReadonlyRootfs: true,
      Memory: spec.resources.memoryBytes,
      MemorySwap: spec.resources.memoryBytes,
      NanoCpus: 1_000_000_000,
      PidsLimit: 64,
      IpcMode: 'private',
      CgroupnsMode: 'private',
      PidMode: '',
      UsernsMode: '',
      LogConfig: { Type: 'json-file', Config: { 'max-file': '3', 'max-size': '10m' } },
    })
    // engines say "none" in several ways
    for (const none of [HostConfig.CapAdd, HostConfig.Binds, HostConfig.Devices]) expect(none ?? []).toEqual([])
    expect(Config).toMatchObject({ User: '1000:1000', StopSignal: 'SIGTERM' })
    await cleanUp(subject, spec)
  })
})

test('the network of a preview stays while an instance is on it', async () => {
  const spec = await launchServing(subject)
  await expect(subject.runtime.removeNetwork(spec.previewId, patience())).rejects.toThrow('refused')
  await cleanUp(subject, spec)
})

test('a preview that leased another subnet gets a new network', async () => {
  const spec = await launchServing(subject)
  await subject.runtime.end(spec.instanceId, 0, patience())
  const moved = { ...spec, subnet: subject.freeSubnet() }
  await subject.runtime.launch(moved, patience())
  const networks = await subject.runtime.listNetworks(patience())
  expect(networks.filter(({ previewId }) => previewId === spec.previewId)).toMatchObject([{ subnet: moved.subnet }])
  await cleanUp(subject, moved)
})

async function inspect(spec: InstanceSpec) {
  const observed = await subject.runtime.observe(spec.instanceId, patience())
  return await subject.engine.getContainer(observed?.containerId ?? '').inspect()
}

async function addressOf(spec: InstanceSpec): Promise<string> {
  const { NetworkSettings } = await inspect(spec)
  return Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? ''
}
