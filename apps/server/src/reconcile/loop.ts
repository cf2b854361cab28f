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
import { createRetries, type Retries } from './retries.ts'
import { sweepOrphans } from './sweep.ts'

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

const fullPassDeadlineMs = 120_000

/** Makes the loop of this process. */
export function createReconcileLoop(parts: PassParts, settings: LoopSettings): ReconcileLoop {
  const { live, database, log } = parts
  const retries = createRetries(live.touched)
  const busy = new Set<string>()
  const jobs = new Set<Promise<void>>()

  const begin = (signal: AbortSignal) => {
    while (!signal.aborted && busy.size < settings.concurrency) {
      const previewId = live.touched.take(busy)
      if (previewId === undefined) return
      busy.add(previewId)
      const job = work(parts, retries, previewId, signal).finally(() => {
        busy.delete(previewId)
        jobs.delete(job)
        begin(signal)
      })
      jobs.add(job)
    }
  }

  const fullPass = async (signal: AbortSignal) => {
    for (const previewId of await listPreviewIds(database)) live.touched.add(previewId)
    await sweepOrphans(parts, AbortSignal.any([signal, AbortSignal.timeout(fullPassDeadlineMs)]))
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
    retries.clear()
    await Promise.all(jobs)
  }

  return { fullPass, run }
}

async function work(parts: PassParts, retries: Retries, previewId: string, signal: AbortSignal): Promise<void> {
  try {
    const { acted, wakeAt } = await reconcilePreview(parts, previewId, signal)
    retries.succeeded(previewId)
    if (acted) parts.live.touched.add(previewId)
    else if (wakeAt !== null) retries.touchAt(previewId, wakeAt)
  } catch (error) {
    if (signal.aborted) return
    const why = toFault(error)
    const attempt = retries.failed(previewId)
    parts.log.warn('a preview cannot be reconciled', { previewId, attempt, error })
    await show(parts, previewId, why, signal)
  }
}

/** Lets people see why a preview does not get on. The phase stays what it was. */
async function show(parts: PassParts, previewId: string, why: Fault, signal: AbortSignal): Promise<void> {
  try {
    const engineAway = { ...parts, runtime: { observe: async () => null } }
    const observation = await observePreview(engineAway, previewId, signal)
    if (!observation) return
    const { snapshot, phase } = observation
    const { liveInstanceId } = snapshot
    await tell(parts, observation, { phase, reason: why.message, fault: why, liveInstanceId, health: 'unknown' })
  } catch (error) {
    parts.log.warn('the reason cannot be shown either', { previewId, message: toFault(error).message })
  }
}
