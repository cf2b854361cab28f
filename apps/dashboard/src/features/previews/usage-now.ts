/** The newest usage of every running preview, with a short past for its sparkline. Rows read only their own. */
import type { Sample } from '@kapsules/domain'
import { useEffect, useSyncExternalStore } from 'react'
import { api } from '../../lib/api/client.ts'
import { follow } from '../../lib/api/follow.ts'

/** Points of a sparkline: a minute at one sample every two seconds. */
export const pastLength = 30
/** Without a newer sample for this long the preview does not run any more, ms. */
const freshMs = 75_000

export interface UsageTrail {
  readonly latest: Sample
  /** Oldest first, at most {@link pastLength}. */
  readonly cpus: readonly number[]
  readonly memoryBytes: readonly number[]
}

let trails: ReadonlyMap<string, UsageTrail> = new Map()
const listeners = new Set<() => void>()

function take(samples: readonly (Sample & { readonly previewId: string })[]): void {
  const next = new Map<string, UsageTrail>()
  const now = Date.now()
  for (const [id, trail] of trails) if (now - trail.latest.at < freshMs) next.set(id, trail)
  for (const sample of samples) next.set(sample.previewId, longer(next.get(sample.previewId), sample))
  trails = next
  for (const listener of listeners) listener()
}

function longer(trail: UsageTrail | undefined, sample: Sample): UsageTrail {
  // another instance starts its own line, and the same sample again is no news
  if (trail?.latest.instanceId !== sample.instanceId) {
    return { latest: sample, cpus: [sample.cpus], memoryBytes: [sample.memoryBytes] }
  }
  if (trail.latest.at >= sample.at) return trail
  return {
    latest: sample,
    cpus: [...trail.cpus, sample.cpus].slice(-pastLength),
    memoryBytes: [...trail.memoryBytes, sample.memoryBytes].slice(-pastLength),
  }
}

function watch(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Keeps usage up to date while the caller is on screen. Once per page. */
export function useUsageNews(): void {
  useEffect(
    () =>
      follow(
        api.usage.overview,
        {},
        {
          onData: ({ samples }) => take(samples),
        },
      ),
    [],
  )
}

/** The usage of one preview, or undefined while nothing of it runs. */
export function useUsageTrail(previewId: string): UsageTrail | undefined {
  return useSyncExternalStore(watch, () => trails.get(previewId))
}

/** The usage of one preview at this moment, for sorting. */
export function readUsageNow(previewId: string): Sample | undefined {
  return trails.get(previewId)?.latest
}

/** Changes whenever samples came. */
export function useUsageVersion(): unknown {
  return useSyncExternalStore(watch, () => trails)
}
