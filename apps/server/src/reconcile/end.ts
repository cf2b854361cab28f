/** Ends an instance: finds out why if it ended by itself, stops and removes its container, closes its record. */
import { diagnoseEnd, type EndCause, type ExitReport, type Fault } from '@kapsules/domain'
import type { ObservedInstance, Runtime } from '@kapsules/runtime'
import type { Live } from '../live/live.ts'
import type { Database } from '../store/database.ts'
import { type LaunchRecord, markEnded, markEnding, readLaunchRecord } from '../store/instances.ts'

/** How long an app may take to end by itself after SIGTERM, ms. */
const stopGraceMs = 5_000
/** How long the last lines of output may take to be stored, ms. */
const drainMs = 3_000
const evidenceLines = 20

export interface EndParts {
  readonly database: Database
  readonly runtime: Runtime
  readonly live: Live
  readonly startGraceMs: number
}

export interface EndRequest {
  readonly instanceId: string
  readonly cause: EndCause
  readonly lease: 'keep' | 'release'
  readonly observed: ObservedInstance | undefined
}

/** Carries out an `end` action; safe to repeat from any point. */
export async function endInstance(
  parts: EndParts,
  { instanceId, cause, lease, observed }: EndRequest,
  signal: AbortSignal,
): Promise<void> {
  const { database, runtime, live } = parts
  const record = await readLaunchRecord(database, instanceId)
  const exit = observed?.exit ?? null
  const why = cause === 'exited' || cause === 'never-ready' ? await diagnose(parts, record, cause, exit, signal) : null
  await markEnding(database, instanceId, cause, why, exit)
  // an app that was serving or may say why it ended: its last words are stored before the container goes
  if (cause === 'exited') await live.outputDrained(instanceId, drainMs)
  await runtime.end(instanceId, stopGraceMs, signal)
  live.targets.delete(instanceId)
  live.health.delete(instanceId)
  await markEnded(database, instanceId, lease)
}

async function diagnose(
  { runtime, live, startGraceMs }: EndParts,
  record: LaunchRecord,
  cause: 'exited' | 'never-ready',
  exit: ExitReport | null,
  signal: AbortSignal,
): Promise<Fault> {
  const { instanceId, appPort, resources } = record
  const lines = await runtime.tailLogs(instanceId, evidenceLines, signal)
  const listeners = cause === 'never-ready' ? await runtime.listeners(instanceId, signal) : null
  return diagnoseEnd({
    cause,
    wasReady: record.readyAt !== null,
    exit,
    listeners,
    expectedPort: appPort,
    startGraceMs,
    memoryLimitBytes: resources.memoryBytes,
    lastAnswer: live.health.get(instanceId)?.reason ?? '',
    logTail: lines.map((line) => line.text),
  })
}
