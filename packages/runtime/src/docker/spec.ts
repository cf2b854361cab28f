/** From an instance as the domain describes it to what the engine is asked for. Pure. */
import type { InstanceSpec } from '../driver.ts'
import type { ContainerRequest, NetworkRequest } from './container-request.ts'
import { bridgeName, instanceLabel, networkName, ownerLabel, previewLabel, tenantLabel } from './labels.ts'

const MiB = 1024 * 1024
const maxTmpfsBytes = 64 * MiB

/** What every container of this installation has in common. */
export interface ContainerRules {
  readonly owner: string
  /** A seccomp profile as JSON text; the engine's own default when absent. */
  readonly seccompProfile: string | undefined
  /** Most files an app may hold open. An engine cannot give more than it may have itself. */
  readonly openFiles: number
  /** Whether the engine has an init to put before the app: it passes on signals and reaps children. */
  readonly init: boolean
}

/** The container of an instance. Nothing of the instance can widen what the rules allow. */
export function containerFor(spec: InstanceSpec, rules: ContainerRules): ContainerRequest {
  const port = `${spec.appPort}/tcp`
  return {
    Image: spec.image,
    User: '1000:1000',
    Env: environment(spec),
    Labels: {
      [ownerLabel]: rules.owner,
      [instanceLabel]: spec.instanceId,
      [previewLabel]: spec.previewId,
      [tenantLabel]: spec.tenantId,
    },
    ExposedPorts: { [port]: {} },
    StopSignal: 'SIGTERM',
    // health is what our prober sees; a check inside the image would only flood the engine's events
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: networkName(spec.previewId),
      PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: String(spec.hostPort) }] },
      PublishAllPorts: false,
      CapDrop: ['ALL'],
      SecurityOpt: securityOptions(rules),
      ReadonlyRootfs: true,
      Tmpfs: writableFolders(spec),
      ...limits(spec, rules),
      // one file alone would be emptied at each rotation, under the eyes of whoever follows it
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      Init: rules.init,
      RestartPolicy: { Name: 'no' },
      IpcMode: 'private',
      CgroupnsMode: 'private',
    },
  }
}

function securityOptions({ seccompProfile }: ContainerRules): ContainerRequest['HostConfig']['SecurityOpt'] {
  if (seccompProfile === undefined) return ['no-new-privileges:true']
  return ['no-new-privileges:true', `seccomp=${seccompProfile}`]
}

function limits({ resources }: InstanceSpec, { openFiles }: ContainerRules) {
  return {
    Memory: resources.memoryBytes,
    MemorySwap: resources.memoryBytes,
    NanoCpus: Math.round(resources.cpus * 1e9),
    PidsLimit: resources.pids,
    // when the host runs short, previews go before the platform does
    OomScoreAdj: 500,
    Ulimits: [{ Name: 'nofile', Soft: openFiles, Hard: openFiles }] as ContainerRequest['HostConfig']['Ulimits'],
  }
}

/** What the caller gives stands last, so that an app's own settings win over ours where they may be given at all. */
function environment(spec: InstanceSpec): string[] {
  const all = new Map([['HOME', '/tmp'], ['HOST', '0.0.0.0'], ['PORT', String(spec.appPort)], ...spec.env])
  return [...all].map(([key, value]) => `${key}=${value}`)
}

/**
 * Memory-backed folders beside the read-only root. Their pages count towards the memory limit, so each is capped well
 * below it: a full folder is an error the app can handle, running out of memory is not. Nothing can be executed from
 * /tmp, where downloads and uploads land; an app that must run what it writes asks for a writable path.
 */
function writableFolders({ writablePaths, resources }: InstanceSpec): Record<string, string> {
  const size = Math.min(maxTmpfsBytes, Math.floor(resources.memoryBytes / 2))
  const folders = writablePaths
    .filter((path) => path !== '/tmp')
    .map((path) => [path, `rw,nosuid,nodev,exec,size=${size},uid=1000,gid=1000,mode=755`])
  return Object.fromEntries([['/tmp', `rw,nosuid,nodev,noexec,size=${size},mode=1777`], ...folders])
}

/** The network of a preview: a bridge of its own, small, on which containers do not see each other. */
export function networkFor(previewId: string, subnet: string, owner: string): NetworkRequest {
  return {
    Name: networkName(previewId),
    CheckDuplicate: true,
    Driver: 'bridge',
    EnableIPv6: false,
    IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
    Options: {
      'com.docker.network.bridge.name': bridgeName(owner, previewId),
      'com.docker.network.bridge.enable_icc': 'false',
      'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
      // hosts behind a tunnel carry less than 1500 bytes, and then large answers hang
      'com.docker.network.driver.mtu': '1400',
    },
    Labels: { [ownerLabel]: owner, [previewLabel]: previewId },
  }
}
