/** Puts together what `plan` compares: the records of a preview, and what the engine and the prober know of its instances. */
import type { InstanceView, Phase, Snapshot } from '@kapsules/domain'
import type { ObservedInstance, Runtime } from '@kapsules/runtime'
import type { Live } from '../live/live.ts'
import type { Database } from '../store/database.ts'
import { type InstanceRecord, type PreviewRecord, readPreviewRecord } from '../store/reconcile-reads.ts'

export interface Observation {
  readonly phase: Phase
  readonly tenantId: string
  readonly snapshot: Snapshot
  /** What the engine says, by instance id. */
  readonly engine: ReadonlyMap<string, ObservedInstance>
}

/** Observes one preview; null when it has no record. Throws when engine or database do not answer. */
export async function observePreview(
  {
    database,
    runtime,
    live,
  }: { database: Database; runtime: Pick<Runtime, 'observe'>; live: Pick<Live, 'health' | 'networks'> },
  previewId: string,
  signal: AbortSignal,
): Promise<Observation | null> {
  const record = await readPreviewRecord(database, previewId)
  if (!record) return null
  const active = record.instances.filter((it) => it.state !== 'ended')
  const observed = await Promise.all(active.map((it) => runtime.observe(it.id, signal)))
  const engine = new Map(observed.filter((it) => it !== null).map((it) => [it.instanceId, it]))
  return { tenantId: record.tenantId, phase: record.phase, engine, snapshot: toSnapshot(record, engine, live) }
}

function toSnapshot(
  record: PreviewRecord,
  engine: ReadonlyMap<string, ObservedInstance>,
  live: Pick<Live, 'health' | 'networks'>,
): Snapshot {
  const { desired, liveInstanceId, build, buildRunning } = record
  const instances = record.instances.map((instance) => toView(instance, engine, live))
  const hasNetwork = live.networks.has(desired.previewId)
  return { desired, liveInstanceId, build, buildRunning, hasNetwork, instances }
}

function toView(
  instance: InstanceRecord,
  engine: ReadonlyMap<string, ObservedInstance>,
  live: Pick<Live, 'health' | 'networks'>,
): InstanceView {
  return {
    ...instance,
    engine: engine.get(instance.id)?.state ?? 'absent',
    health: live.health.get(instance.id) ?? null,
  }
}
