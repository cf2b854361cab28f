/**
 * Where the features of the server meet while it runs: nothing here is the record, everything can be rebuilt from the
 * store and the engine. One object, made by the composition root and handed to whoever needs a part of it.
 */
import type { HealthState, LogLine, Sample } from '@kapsules/domain'
import type { BuildRow, EventRow } from '../store/views.ts'
import { createDrains, type Drains } from './drains.ts'
import { createPending, type Pending } from './pending.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createSignal, type Signal } from './signal.ts'
import { createTopic, type Topic } from './topic.ts'
import { createTopics, type Topics } from './topics.ts'

/** A container that should be watched: probed, measured, its output collected. */
export interface InstanceTarget {
  readonly instanceId: string
  readonly previewId: string
  readonly tenantId: string
  readonly hostPort: number
  readonly appPort: number
  readonly cpuLimit: number
  readonly memoryLimitBytes: number
  /** When its container was started, epoch ms. */
  readonly startedAt: number
  /** It has answered before (a server that restarts adopts it as ready). */
  readonly wasReady: boolean
}

export type BuildNews =
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] }
  | { readonly kind: 'build'; readonly build: BuildRow }

export interface PreviewNews {
  readonly previewId: string
  readonly tenantId: string
  readonly kind: 'changed' | 'removed'
}

export interface Live {
  /** Previews that reconcile should look at; many touches of one preview are one. */
  readonly touched: Pending<string>
  /** Fires when a build was queued, or asked to end. */
  readonly buildsChanged: Signal
  /** Instances that run, by id. Written by reconcile, followed by watch. */
  readonly targets: Registry<string, InstanceTarget>
  /** What the prober knows, by instance id. Written by watch. */
  readonly health: Registry<string, HealthState>
  /** Samples by preview id: ring for the charts, then live. */
  readonly samples: Topics<Sample>
  /** Lines and status of builds, by build id. Stored before it is published. */
  readonly builds: Topics<BuildNews>
  /** Runtime lines, by preview id. Stored before they are published. */
  readonly runtimeLines: Topics<readonly LogLine[]>
  /** Held by the log collector while it collects the output of an instance. */
  readonly drains: Drains
  /**
   * Resolves true when everything that the instance printed is stored, at once when nobody collects it; false when that
   * took longer than `timeoutMs`. To be awaited for a container that has ended, before it is removed.
   */
  outputDrained(instanceId: string, timeoutMs: number): Promise<boolean>
  /** Previews whose network this process knows to be there. Written by reconcile. */
  readonly networks: Set<string>
  readonly previews: Topic<PreviewNews>
  readonly events: Topic<EventRow>
}

/** 15 min of samples at one a second. */
const samplesKept = 900

/** UTF-16 units of lines that may wait for one viewer. Who falls behind reads the rest from the store. */
const lineWeightLimit = 2_000_000

/** Makes the meeting place of one server process. */
export function createLive(): Live {
  const drains = createDrains()
  return {
    touched: createPending(),
    buildsChanged: createSignal(),
    targets: createRegistry(),
    health: createRegistry(),
    samples: createTopics({ keep: samplesKept }),
    // lines are kept by the store
    builds: createTopics({ keep: 0, weigh: weighBuildNews, weightLimit: lineWeightLimit }),
    runtimeLines: createTopics({ keep: 0, weigh: weighLines, weightLimit: lineWeightLimit }),
    drains,
    outputDrained: drains.drained,
    networks: new Set(),
    previews: createTopic({ keep: 1000 }),
    events: createTopic({ keep: 1000 }),
  }
}

function weighBuildNews(news: BuildNews): number {
  return news.kind === 'lines' ? weighLines(news.lines) : 0
}

function weighLines(lines: readonly LogLine[]): number {
  return lines.reduce((sum, line) => sum + line.text.length, 0)
}
