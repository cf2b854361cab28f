/** Watches a deploy through both of its streams and comes to one final verdict. */
import { isBuildOver, type Phase } from '@kapsules/domain'
import type { Trpc } from './client.ts'
import { KapsulesError } from './error.ts'
import { follow } from './follow.ts'
import { type BuildProgress, followBuild } from './follow-build.ts'
import { deletedVerdict, judgeBuild, judgePreview, type Verdict } from './verdict.ts'
import type { BuildRow, PreviewSummary } from './views.ts'

export interface DeployProgress extends Pick<BuildProgress, 'onLog' | 'onGap' | 'onBuild'> {
  /** The preview's phase whenever it, or the reason for it, changed. */
  readonly onPhase?: ((phase: Phase, reason: string) => void) | undefined
}

export type FinalVerdict = Exclude<Verdict, { kind: 'pending' }>

/** How long a verdict that may be older than the deploy must stand before it is believed, ms. */
const settleMs = 3_000
/** How long the last lines of a build are waited for once the deploy is decided, ms. */
const lastLinesMs = 5_000

export interface WatchedDeploy {
  readonly previewId: string
  readonly versionId: string
  /** Undefined when it is not known that the deploy made one: then the version's build is followed if it still runs. */
  readonly buildId: string | undefined
}

export class DeployWatch {
  /** The last state that was heard of, as evidence for people. */
  lastSeen: readonly string[] = ['Nothing was heard of the preview.']
  readonly #trpc: Trpc
  readonly #deploy: WatchedDeploy
  readonly #progress: DeployProgress
  readonly #signal: AbortSignal
  readonly #decided = Promise.withResolvers<FinalVerdict>()
  #building: Promise<void> | undefined
  /** Since when the build was wanted, epoch ms: what the preview said before tells nothing. */
  #buildQueuedAt: number | null = null
  #preview: PreviewSummary | undefined
  #settling: ReturnType<typeof setTimeout> | undefined

  constructor(trpc: Trpc, deploy: WatchedDeploy, progress: DeployProgress, signal: AbortSignal) {
    this.#trpc = trpc
    this.#deploy = deploy
    this.#progress = progress
    this.#signal = signal
  }

  /** Resolves once it is decided and the build's last lines were given on. Throws what following throws. */
  async verdict(): Promise<FinalVerdict> {
    if (this.#deploy.buildId) {
      this.#buildQueuedAt = Number.POSITIVE_INFINITY
      this.#watchBuild(this.#deploy.buildId)
    }
    this.#watchPreview().catch((error) => {
      if (this.#preview && isNotFound(error)) this.#decide(deletedVerdict())
      else this.#decided.reject(error)
    })
    try {
      const verdict = await this.#decided.promise
      // whatever else ended it, the build may go on, or its lines are gone
      if (verdict.kind === 'live' || verdict.outcome === 'failed') await this.#lastLines()
      return verdict
    } finally {
      clearTimeout(this.#settling)
    }
  }

  async #watchPreview(): Promise<void> {
    const { previewId } = this.#deploy
    const { subscribe } = this.#trpc.previews.changes
    await follow<PreviewItem, never>({
      signal: this.#signal,
      open: (lastEventId, observer) => subscribe({ previewId, ...(lastEventId && { lastEventId }) }, observer),
      onItem: (item) => {
        const preview = previewIn(item, previewId)
        if (preview) this.#take(preview)
        else this.#decide(deletedVerdict())
        return undefined
      },
    })
  }

  #take(preview: PreviewSummary): void {
    const last = this.#preview
    this.#preview = preview
    this.lastSeen = [`${preview.phase}: ${preview.reason}`, ...(preview.fault?.evidence ?? [])]
    if (last?.phase !== preview.phase || last.reason !== preview.reason) {
      this.#progress.onPhase?.(preview.phase, preview.reason)
    }
    const { versionId } = this.#deploy
    const build = preview.latestBuild
    if (build?.versionId === versionId && !isBuildOver(build.status)) this.#watchBuild(build.id)
    this.#decide(judgePreview(preview, versionId, this.#buildQueuedAt))
  }

  #watchBuild(buildId: string): void {
    if (this.#building !== undefined) return
    const onBuild = (build: BuildRow) => {
      this.#progress.onBuild?.(build)
      if (this.#buildQueuedAt !== Number.POSITIVE_INFINITY) return
      this.#buildQueuedAt = build.queuedAt
      if (this.#preview) this.#take(this.#preview)
    }
    this.#building = followBuild(this.#trpc, buildId, { ...this.#progress, onBuild, signal: this.#signal }).then(
      (build) => this.#decide(judgeBuild(build.status, build.fault)),
      (error) => {
        // its record goes with the preview's, of which the other stream tells
        if (!isNotFound(error)) this.#decided.reject(error)
      },
    )
  }

  #decide(verdict: Verdict): void {
    clearTimeout(this.#settling)
    if (verdict.kind === 'pending') return
    if (verdict.suspect) this.#settling = setTimeout(() => this.#decided.resolve(verdict), settleMs)
    else this.#decided.resolve(verdict)
  }

  async #lastLines(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, lastLinesMs)
    await Promise.race([this.#building, late])
    clearTimeout(timer)
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof KapsulesError && error.fault.code === 'not-found'
}

function previewIn(item: PreviewItem, previewId: string): PreviewSummary | undefined {
  if (item.kind === 'changed') return item.preview
  return item.kind === 'snapshot' ? item.previews.find((it) => it.id === previewId) : undefined
}

type PreviewItem =
  | { readonly kind: 'snapshot'; readonly previews: readonly PreviewSummary[] }
  | { readonly kind: 'changed'; readonly preview: PreviewSummary }
  | { readonly kind: 'removed'; readonly previewId: string }
