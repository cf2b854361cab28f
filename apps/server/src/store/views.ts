/** What the store's reads give back: the domain's words, plain JSON (times in epoch ms, sizes in bytes). */
import type {
  BuildStatus,
  BuildStep,
  DeployPath,
  DesiredState,
  EndCause,
  Fault,
  Health,
  InstanceState,
  Phase,
  Resources,
} from '@kapsules/domain'

export interface VersionRef {
  readonly id: string
  readonly number: number
  readonly hash: string
}

export interface PreviewSummary {
  readonly id: string
  readonly tenantId: string
  readonly projectId: string
  readonly name: string
  readonly slug: string
  readonly desired: DesiredState
  readonly phase: Phase
  /** Why it is in this phase, one sentence. */
  readonly reason: string
  readonly phaseSince: number
  readonly fault: Fault | null
  readonly health: Health
  readonly healthReason: string
  readonly healthSince: number
  /** Where visitors reach it now; null while nothing serves. */
  readonly url: string | null
  readonly liveInstanceId: string | null
  /** The version that visitors see. */
  readonly serving: VersionRef | null
  /** The version that should be live. */
  readonly wanted: VersionRef | null
  readonly generation: number
  readonly latestBuild: {
    readonly id: string
    readonly number: number
    readonly status: BuildStatus
    readonly versionId: string
  } | null
  readonly framework: string | null
  readonly resources: Resources
  readonly createdAt: number
  /** Rises with each change of the observed status. */
  readonly revision: number
}

export interface InstanceRow {
  readonly id: string
  readonly previewId: string
  readonly version: VersionRef
  readonly generation: number
  readonly state: InstanceState
  readonly live: boolean
  readonly hostPort: number | null
  readonly appPort: number
  readonly exitCode: number | null
  readonly endCause: EndCause | null
  readonly endFault: Fault | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly readyAt: number | null
  readonly endedAt: number | null
}

export interface PreviewDetail extends PreviewSummary {
  /** Names only; values are never given back. */
  readonly envKeys: readonly string[]
  readonly instances: readonly InstanceRow[]
  readonly versions: readonly (VersionRef & {
    readonly createdAt: number
    readonly fileCount: number
    readonly totalBytes: number
  })[]
}

export interface BuildRow {
  readonly id: string
  readonly previewId: string
  readonly projectId: string
  readonly previewName: string
  readonly tenantId: string
  readonly version: VersionRef
  readonly number: number
  readonly status: BuildStatus
  readonly plan: { readonly path: DeployPath | 'sync'; readonly reason: string }
  readonly recipe: RecipeView | null
  readonly steps: readonly BuildStep[]
  readonly attempt: number
  readonly fault: Fault | null
  readonly imageId: string | null
  readonly imageBytes: number | null
  readonly queuedAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export interface RecipeView {
  readonly kind: string
  readonly framework: string
  readonly dockerfile: string
  readonly port: number
  readonly packageManager: string | null
  readonly runtimeVersion: string | null
  readonly reasons: readonly string[]
}

export interface EventRow {
  readonly id: number
  readonly tenantId: string
  readonly previewId: string | null
  readonly at: number
  /** `user:<id>`, `key:<id>` or `system`. */
  readonly actor: string
  /** Verb and noun, e.g. `preview.deployed`, `instance.ended`. */
  readonly kind: string
  readonly message: string
  readonly data: Record<string, unknown>
}

export interface HealthChangeRow {
  readonly id: number
  readonly instanceId: string
  readonly at: number
  readonly health: Health
  readonly reason: string
  readonly latencyMs: number | null
}
