/**
 * What may be asked of the engine when it makes a container or a network for an app that nobody trusts. The schemas are
 * strict and stand in the only way to the engine: a field that is not named here, such as Privileged, Binds, Devices,
 * CapAdd or a namespace of the host, cannot be sent at all.
 */
import { z } from 'zod'

const port = z.string().regex(/^\d{1,5}$/)
const portKey = z.string().regex(/^\d{1,5}\/tcp$/)
const labels = z.record(z.string(), z.string())
const noNewPrivileges = 'no-new-privileges:true'

const hostConfig = z.strictObject({
  NetworkMode: z.string().regex(/^kapsules-[A-Za-z0-9_.-]+$/),
  PortBindings: z.record(portKey, z.tuple([z.strictObject({ HostIp: z.literal('127.0.0.1'), HostPort: port })])),
  PublishAllPorts: z.literal(false),
  CapDrop: z.tuple([z.literal('ALL')]),
  SecurityOpt: z.union([
    z.tuple([z.literal(noNewPrivileges)]),
    z.tuple([z.literal(noNewPrivileges), z.string().regex(/^seccomp=\{/)]),
  ]),
  ReadonlyRootfs: z.literal(true),
  Tmpfs: z.record(
    z.string().regex(/^\/[^:]+$/),
    z.string().regex(/^rw,nosuid,nodev,(no)?exec,size=\d+(,[a-z]+=\d+)*$/),
  ),
  Memory: z.int().positive(),
  MemorySwap: z.int().positive(),
  NanoCpus: z.int().positive(),
  PidsLimit: z.int().positive(),
  OomScoreAdj: z.int().nonnegative(),
  Ulimits: z.tuple([z.strictObject({ Name: z.literal('nofile'), Soft: z.int().positive(), Hard: z.int().positive() })]),
  LogConfig: z.strictObject({
    Type: z.literal('json-file'),
    Config: z.strictObject({ 'max-size': z.string(), 'max-file': z.string().regex(/^[2-9]$/) }),
  }),
  Init: z.boolean(),
  RestartPolicy: z.strictObject({ Name: z.literal('no') }),
  IpcMode: z.literal('private'),
  CgroupnsMode: z.literal('private'),
})

export const containerRequest = z
  .strictObject({
    Image: z.string().min(1),
    User: z.literal('1000:1000'),
    Env: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*=[^\0]*$/)),
    Labels: labels,
    ExposedPorts: z.record(portKey, z.strictObject({})),
    StopSignal: z.literal('SIGTERM'),
    Healthcheck: z.strictObject({ Test: z.tuple([z.literal('NONE')]) }),
    HostConfig: hostConfig,
  })
  .refine(({ HostConfig }) => HostConfig.Memory === HostConfig.MemorySwap, 'there is no swap beyond the memory limit')
export type ContainerRequest = z.infer<typeof containerRequest>

export const networkRequest = z.strictObject({
  Name: z.string().regex(/^kapsules-[A-Za-z0-9_.-]+$/),
  CheckDuplicate: z.literal(true),
  Driver: z.literal('bridge'),
  EnableIPv6: z.literal(false),
  IPAM: z.strictObject({ Driver: z.literal('default'), Config: z.tuple([z.strictObject({ Subnet: z.string() })]) }),
  Options: z.strictObject({
    'com.docker.network.bridge.name': z.string().max(15),
    'com.docker.network.bridge.enable_icc': z.literal('false'),
    'com.docker.network.bridge.host_binding_ipv4': z.literal('127.0.0.1'),
    'com.docker.network.driver.mtu': z.string(),
  }),
  Labels: labels,
})
export type NetworkRequest = z.infer<typeof networkRequest>
