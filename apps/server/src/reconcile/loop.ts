/**
 * Keeps previews as they should be. Touched previews are taken from a queue, a few at a time and never one twice at once;
 * one that fails is tried again after a pause that doubles and holds up nobody else. A full pass over all previews, with a
 * sweep for orphans, repairs whatever nobody told us of.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Fault, toFault } from '@kapsules/domain'
import { listPreviewIds } from '../store/reconcile-reads.ts'
import { observePreview } from './observe.ts'
import { type PassParts, reconcilePreview, tell } from './pass.ts'
import { sweepOrphans } from './sweep.ts'

const firstRetryMs = 250
const maxRetryMs = 15_000

export interface LoopSettings {
  /** Previews worked on at the same time. */
  readonly concurrency: number
  /** Time between full passes, ms. */
  readonly fullPassMs: number
}

export interface ReconcileLoop {
  /** Touches every preview and removes orphans. */
  fullPass(signal: AbortSignal): Promise<void>
  /** Works until the signal fires; ends when what was begun is done. */
  run(signal: AbortSignal): Promise<void>
}

/** Makes the loop of this process. */
export function createReconcileLoop(parts: PassParts, settings: LoopSettings): ReconcileLoop {
  const { live, database, log } = parts
  const busy = new Set<string>()
  const failures = new Map<string, number>()
  const timers = new Map<string, NodeJS.Timeout>()
  const jobs = new Set<Promise<void>>()

  const touchAt = (previewId: string, at: number) => {
    clearTimeout(timers.get(previewId))
    const timer = setTimeout(
      () => {
        timers.delete(previewId)
        live.touched.add(previewId)
      },
      Math.max(0, Math.min(at - Date.now(), 2 ** 31 - 1)),
    )
    timers.set(previewId, timer)
  }

  const work = async (previewId: string, signal: AbortSignal) => {
    try {
      const { acted, wakeAt } = await reconcilePreview(parts, previewId, signal)
      failures.delete(previewId)
      if (acted) live.touched.add(previewId)
      else if (wakeAt !== null) touchAt(previewId, wakeAt)
    } catch (error) {
      if (signal.aborted) return
      const count = (failures.get(previewId) ?? 0) + 1
      failures.set(previewId, count)
      const why = toFault(error)
      log.warn('a preview cannot be reconciled', {
        previewId,
        code: why.code,
        message: why.message,
        evidence: why.evidence,
        attempt: count,
      })
      await show(parts, previewId, why, signal)
      touchAt(previewId, Date.now() + Math.min(maxRetryMs, firstRetryMs * 2 ** (count - 1)))
    }
  }

  const begin = (signal: AbortSignal) => {
    while (!signal.aborted && busy.size < settings.concurrency) {
      const previewId = live.touched.take(busy)
      if (previewId === undefined) return
      busy.add(previewId)
      const job = work(previewId, signal).finally(() => {
        busy.delete(previewId)
        jobs.delete(job)
        begin(signal)
      })
      jobs.add(job)
    }
  }

  const fullPass = async (signal: AbortSignal) => {
    for (const previewId of await listPreviewIds(database)) live.touched.add(previewId)
    await sweepOrphans(parts, AbortSignal.any([signal, AbortSignal.timeout(120_000)]))
  }

  const run = async (signal: AbortSignal) => {
    const undo = live.touched.onAdd(() => begin(signal))
    while (!signal.aborted) {
      await fullPass(signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn('a full pass failed', { message: toFault(error).message })
      })
      await pause(settings.fullPassMs, undefined, { signal }).catch(() => undefined)
    }
    undo()
    for (const timer of timers.values()) clearTimeout(timer)
    await Promise.all(jobs)
  }

  return { fullPass, run }
}

/** Lets people see why a preview does not get on. The phase stays what it was. */
async function show(parts: PassParts, previewId: string, why: Fault, signal: AbortSignal): Promise<void> {
  try {
    const engineAway = { ...parts, runtime: { observe: async () => null } }
    const observation = await observePreview(engineAway, previewId, signal)
    if (!observation) return
    const { snapshot, phase } = observation
    const health = why.code === 'engine-unreachable' || why.code === 'engine-timed-out' ? 'unknown' : 'unhealthy'
    await tell(parts, observation, {
      phase,
      reason: why.message,
      fault: why,
      liveInstanceId: snapshot.liveInstanceId,
      health,
    })
  } catch (error) {
    parts.log.warn('the reason cannot be shown either', { previewId, message: toFault(error).message })
  }
}
