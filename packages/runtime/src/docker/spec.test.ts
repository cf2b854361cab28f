import { resourceLimits } from '@kapsules/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InstanceSpec } from '../driver.ts'
import { containerRequest, networkRequest } from './container-request.ts'
import { bridgeName, containerName } from './labels.ts'
import { type ContainerRules, containerFor, networkFor } from './spec.ts'

const between = ({ min, max }: { min: number; max: number }) => fc.integer({ min: Math.ceil(min), max })
const envKey = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/)
const envValue = fc.string({ maxLength: 40 }).filter((value) => !value.includes('\0'))
const id = fc.uuid()

const anySpec: fc.Arbitrary<InstanceSpec> = fc.record({
  instanceId: id,
  previewId: id,
  tenantId: fc.string(),
  slug: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,40}$/),
  image: fc.string({ minLength: 1 }),
  hostPort: fc.integer({ min: 1, max: 65_535 }),
  appPort: fc.integer({ min: 1, max: 65_535 }),
  subnet: fc.constant('10.210.0.0/28'),
  env: fc.array(fc.tuple(envKey, envValue), { maxLength: 6 }).map((entries) => new Map(entries)),
  resources: fc.record({
    memoryBytes: between(resourceLimits.memoryBytes),
    cpus: fc.double({ min: 0.1, max: 8, noNaN: true }),
    pids: between(resourceLimits.pids),
  }),
  writablePaths: fc.array(fc.stringMatching(/^(\/[a-z.]{1,8}){1,3}$/), { maxLength: 3 }),
})

const rules: ContainerRules = { owner: 'unit', openFiles: 16_384, init: true, seccompProfile: undefined }

describe('T4: no container of ours can be', () => {
  test('anything but contained, whatever the instance asks for', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const request = containerFor(spec, rules)
        const host: Record<string, unknown> = request.HostConfig
        for (const key of ['Privileged', 'Binds', 'Mounts', 'Devices', 'DeviceRequests', 'CapAdd', 'VolumesFrom']) {
          expect(host).not.toHaveProperty(key)
        }
        for (const key of [
          'PidMode',
          'UTSMode',
          'UsernsMode',
          'Links',
          'ExtraHosts',
          'Sysctls',
          'Runtime',
          'CgroupParent',
        ]) {
          expect(host).not.toHaveProperty(key)
        }
        expect(JSON.stringify(host)).not.toMatch(/docker\.sock|unconfined/)
        expect(request.HostConfig.NetworkMode).not.toMatch(/^(host|none|default|bridge|container:)/)
        expect(request).toMatchObject({
          User: '1000:1000',
          HostConfig: {
            ReadonlyRootfs: true,
            CapDrop: ['ALL'],
            SecurityOpt: ['no-new-privileges:true'],
            IpcMode: 'private',
            CgroupnsMode: 'private',
            PublishAllPorts: false,
            RestartPolicy: { Name: 'no' },
            Memory: spec.resources.memoryBytes,
            MemorySwap: spec.resources.memoryBytes,
            PidsLimit: spec.resources.pids,
          },
        })
        const bindings = Object.values(request.HostConfig.PortBindings).flat()
        expect(bindings).toEqual([{ HostIp: '127.0.0.1', HostPort: String(spec.hostPort) }])
      }),
    )
  })

  test('refused by its own guard', () => {
    fc.assert(fc.property(anySpec, (spec) => void containerRequest.parse(containerFor(spec, rules))))
  })

  test.each<[string, object]>([
    ['privileged', { Privileged: true }],
    ['with the host’s network', { NetworkMode: 'host' }],
    ['in another container’s network', { NetworkMode: 'container:abc' }],
    ['with the host’s processes', { PidMode: 'host' }],
    ['with the host’s memory segments', { IpcMode: 'host' }],
    ['with the host’s cgroups', { CgroupnsMode: 'host' }],
    ['with a folder of the host', { Binds: ['/var/run/docker.sock:/s'] }],
    ['with a mount', { Mounts: [{ Type: 'bind', Source: '/', Target: '/host' }] }],
    ['with a device', { Devices: [{ PathOnHost: '/dev/kmsg' }] }],
    ['with a capability', { CapAdd: ['SYS_ADMIN'] }],
    ['with its capabilities kept', { CapDrop: [] }],
    ['without seccomp', { SecurityOpt: ['no-new-privileges:true', 'seccomp=unconfined'] }],
    ['able to gain privileges', { SecurityOpt: [] }],
    ['with a writable root', { ReadonlyRootfs: false }],
    ['with swap beyond its memory', { MemorySwap: -1 }],
    ['published to everybody', { PortBindings: { '3000/tcp': [{ HostIp: '0.0.0.0', HostPort: '21000' }] } }],
    [
      'with a log that is emptied at once',
      { LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } } },
    ],
    ['spared when memory runs out', { OomScoreAdj: -500 }],
  ])('sent when it is %s', (_, change) => {
    const [spec] = fc.sample(anySpec, { numRuns: 1, seed: 1 })
    if (!spec) throw new Error('no sample')
    const request = containerFor(spec, rules)
    const changed = { ...request, HostConfig: { ...request.HostConfig, ...change } }
    expect(containerRequest.safeParse(request).success).toBe(true)
    expect(containerRequest.safeParse(changed).success).toBe(false)
  })
})

test('what is written stays small, and nothing can be run from /tmp', () => {
  const [sample] = fc.sample(anySpec, { numRuns: 1, seed: 2 })
  if (!sample) throw new Error('no sample')
  const resources = { memoryBytes: 64 * 1024 * 1024, cpus: 1, pids: 64 }
  const { Tmpfs } = containerFor({ ...sample, resources, writablePaths: ['/var/cache', '/tmp'] }, rules).HostConfig
  expect(Tmpfs).toEqual({
    '/tmp': 'rw,nosuid,nodev,noexec,size=33554432,mode=1777',
    '/var/cache': 'rw,nosuid,nodev,exec,size=33554432,uid=1000,gid=1000,mode=755',
  })
})

test('a seccomp profile stands beside, not in the place of, the rest', () => {
  const [spec] = fc.sample(anySpec, { numRuns: 1, seed: 3 })
  if (!spec) throw new Error('no sample')
  const request = containerFor(spec, { ...rules, seccompProfile: '{"defaultAction":"SCMP_ACT_ERRNO"}' })
  expect(request.HostConfig.SecurityOpt).toEqual([
    'no-new-privileges:true',
    'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}',
  ])
  expect(containerRequest.safeParse(request).success).toBe(true)
})

test('B9: a variable called __proto__ is a variable', () => {
  const [sample] = fc.sample(anySpec, { numRuns: 1, seed: 4 })
  if (!sample) throw new Error('no sample')
  const { Env } = containerFor({ ...sample, env: new Map([['__proto__', 'x']]) }, rules)
  expect(Env).toContain('__proto__=x')
  expect(Object.prototype).not.toHaveProperty('x')
})

test('a network is a bridge of its own on which nobody sees anybody', () => {
  fc.assert(
    fc.property(id, (previewId) => {
      const request = networkRequest.parse(networkFor(previewId, '10.210.0.0/28', 'unit'))
      expect(request.Options).toMatchObject({ 'com.docker.network.bridge.enable_icc': 'false' })
      expect(request.Options['com.docker.network.bridge.name']).toMatch(/^kap[0-9a-f]{10}$/)
      expect(networkRequest.safeParse({ ...request, Driver: 'host' }).success).toBe(false)
    }),
  )
  expect(bridgeName('a', 'p')).not.toBe(bridgeName('b', 'p'))
})

test('instances of time-ordered ids have names of their own', () => {
  const [one, other] = ['0198f3a2-7b1c-7abc-8def-000000000001', '0198f3a2-7b1c-7abc-8def-000000000002']
  expect(containerName('demo', one ?? '')).toBe('kapsules-demo-00000001')
  expect(containerName('demo', one ?? '')).not.toBe(containerName('demo', other ?? ''))
})
