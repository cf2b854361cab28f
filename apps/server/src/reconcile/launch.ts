/** Brings an instance onto the engine. What the engine refuses is leased anew, as often as there is something left to lease. */
import { FaultError, type PortRange, type SubnetPool } from '@kapsules/domain'
import type { InstanceSpec, ObservedInstance, Runtime } from '@kapsules/runtime'
import type { InstanceTarget } from '../live/live.ts'
import type { Database } from '../store/database.ts'
import { type LaunchRecord, markStarting, readLaunchRecord } from '../store/instances.ts'
import { leaseSubnet, replacePort, replaceSubnet } from '../store/leases.ts'

export interface LaunchParts {
  readonly database: Database
  readonly runtime: Pick<Runtime, 'launch' | 'ensureNetwork'>
  readonly portRange: PortRange
  readonly subnetPool: SubnetPool
}

/** Launches the container of a record. Throws `ports-exhausted`, `networks-exhausted`, `image-missing` and engine faults. */
export async function launchInstance(
  parts: LaunchParts,
  instanceId: string,
  signal: AbortSignal,
): Promise<InstanceTarget> {
  const { database, runtime, portRange } = parts
  const record = await readLaunchRecord(database, instanceId)
  let { hostPort } = record
  const observed = await onSubnet(parts, record.previewId, signal, async (subnet) => {
    for (;;) {
      try {
        return await runtime.launch(toSpec(record, hostPort, subnet), signal)
      } catch (error) {
        if (!isRefusal(error, 'port-taken')) throw error
        hostPort = await replacePort(database, hostPort, record.previewId, instanceId, portRange)
        signal.throwIfAborted()
      }
    }
  })
  await markStarting(database, instanceId, observed.startedAt ?? Date.now())
  return toTarget({ ...record, hostPort }, observed)
}

/** Makes the network of a preview. Throws `networks-exhausted` and engine faults. */
export function prepareNetwork(parts: LaunchParts, previewId: string, signal: AbortSignal): Promise<void> {
  return onSubnet(parts, previewId, signal, (subnet) => parts.runtime.ensureNetwork(previewId, subnet, signal))
}

/** Does something on the subnet of a preview; one that the engine refuses is replaced. */
async function onSubnet<T>(
  { database, subnetPool }: LaunchParts,
  previewId: string,
  signal: AbortSignal,
  use: (subnet: string) => Promise<T>,
): Promise<T> {
  let subnet = await leaseSubnet(database, previewId, subnetPool)
  for (;;) {
    try {
      return await use(subnet)
    } catch (error) {
      if (!isRefusal(error, 'subnet-taken')) throw error
      subnet = await replaceSubnet(database, previewId, subnetPool)
      signal.throwIfAborted()
    }
  }
}

function isRefusal(error: unknown, code: 'port-taken' | 'subnet-taken'): boolean {
  return error instanceof FaultError && error.fault.code === code
}

function toSpec(record: LaunchRecord, hostPort: number, subnet: string): InstanceSpec {
  const { instanceId, previewId, tenantId, slug, image, appPort, resources, writablePaths } = record
  const env = new Map(Object.entries(record.env))
  return { instanceId, previewId, tenantId, slug, image, appPort, hostPort, subnet, env, resources, writablePaths }
}

/** What watch needs to know of an instance that runs. */
export function toTarget(record: LaunchRecord, observed: Pick<ObservedInstance, 'startedAt'>): InstanceTarget {
  return {
    instanceId: record.instanceId,
    previewId: record.previewId,
    tenantId: record.tenantId,
    hostPort: record.hostPort,
    appPort: record.appPort,
    cpuLimit: record.resources.cpus,
    memoryLimitBytes: record.resources.memoryBytes,
    startedAt: observed.startedAt ?? Date.now(),
    wasReady: record.readyAt !== null,
  }
}
