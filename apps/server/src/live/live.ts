/**
 * Where the features of the server meet while it runs: nothing here is the record, everything can be rebuilt from the
 * store and the engine. One object, made by the composition root and handed to whoever needs a part of it.
 */
import type { HealthState, LogLine, Sample } from '@kapsules/domain'
import type { BuildRow, EventRow } from '../store/views.ts'
import { createPending, type Pending } from './pending.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createSignal, type Signal } from './signal.ts'
import { createTopic, createTopics, type Topic, type Topics } from './topic.ts'

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
  readonly previews: Topic<PreviewNews>
  readonly events: Topic<EventRow>
}

/** 15 min of samples at one a second. */
const samplesKept = 900

/** Makes the meeting place of one server process. */
export function createLive(): Live {
  return {
    touched: createPending(),
    buildsChanged: createSignal(),
    targets: createRegistry(),
    health: createRegistry(),
    samples: createTopics({ keep: samplesKept }),
    builds: createTopics({ keep: 1000 }),
    runtimeLines: createTopics({ keep: 200 }),
    previews: createTopic({ keep: 1000 }),
    events: createTopic({ keep: 1000 }),
  }
}
