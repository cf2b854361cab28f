/** Brings an instance onto the engine. What the engine refuses is leased anew, as often as there is something left to lease. */
import { FaultError, type PortRange, type SubnetPool } from '@kapsules/domain'
import type { InstanceSpec, ObservedInstance, Runtime } from '@kapsules/runtime'
import type { InstanceTarget } from '../live/live.ts'
import type { Database } from '../store/database.ts'
import { type LaunchRecord, markStarting, readLaunchRecord } from '../store/instances.ts'
import { leaseSubnet, replacePort, replaceSubnet } from '../store/leases.ts'

export interface LaunchParts {
  readonly database: Database
  readonly runtime: Pick<Runtime, 'launch'>
  readonly portRange: PortRange
  readonly subnetPool: SubnetPool
}

/** Launches the container of a record. Throws `ports-exhausted`, `networks-exhausted`, `image-missing` and engine faults. */
export async function launchInstance(
  parts: LaunchParts,
  instanceId: string,
  signal: AbortSignal,
): Promise<InstanceTarget> {
  const { database, runtime, portRange, subnetPool } = parts
  const record = await readLaunchRecord(database, instanceId)
  let subnet = await leaseSubnet(database, record.previewId, subnetPool)
  let { hostPort } = record
  for (;;) {
    try {
      const observed = await runtime.launch(toSpec(record, hostPort, subnet), signal)
      await markStarting(database, instanceId, observed.startedAt ?? Date.now())
      return toTarget({ ...record, hostPort }, observed)
    } catch (error) {
      const code = error instanceof FaultError ? error.fault.code : null
      if (code === 'port-taken')
        hostPort = await replacePort(database, hostPort, record.previewId, instanceId, portRange)
      else if (code === 'subnet-taken') subnet = await replaceSubnet(database, record.previewId, subnetPool)
      else throw error
      signal.throwIfAborted()
    }
  }
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
