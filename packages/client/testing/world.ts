/** The state that the test server serves: one preview, one build, its lines; changed by tests while clients watch. */
import { randomUUID } from 'node:crypto'
import type { Fault, LogLine } from '@kapsules/domain'
import type { BuildRow, Deployed, PreviewSummary } from '../src/views.ts'

export class World {
  readonly previewId = randomUUID()
  readonly versionId = randomUUID()
  readonly buildId = randomUUID()
  readonly lines: LogLine[] = []
  readonly runtimeLines: LogLine[] = []
  preview: PreviewSummary | null
  build: BuildRow
  /** What a deploy answers; a fault is thrown. */
  onDeploy: (input: unknown) => Deployed | Fault = () => this.deployed()
  /** Called with the path of each procedure before it runs. */
  onCall: (path: string) => void | Promise<void> = () => {}
  readonly calls: string[] = []
  #waiting = new Set<() => void>()

  constructor(at = Date.now()) {
    const version = { id: this.versionId, number: 1, hash: 'a'.repeat(64) }
    this.build = {
      id: this.buildId,
      previewId: this.previewId,
      projectId: 'shop',
      previewName: 'main',
      tenantId: 'default',
      version,
      number: 1,
      status: 'queued',
      plan: { path: 'full', reason: 'This is the first build of this preview.' },
      recipe: null,
      steps: [],
      attempt: 1,
      fault: null,
      imageId: null,
      imageBytes: null,
      queuedAt: at,
      startedAt: null,
      finishedAt: null,
    }
    this.preview = {
      id: this.previewId,
      tenantId: 'default',
      projectId: 'shop',
      name: 'main',
      slug: `shop-main-${this.previewId.slice(0, 8)}`,
      desired: 'running',
      phase: 'queued',
      reason: 'Waiting for a build slot.',
      phaseSince: at,
      fault: null,
      health: 'unknown',
      healthReason: '',
      healthSince: at,
      url: null,
      liveInstanceId: null,
      serving: null,
      wanted: version,
      generation: 1,
      latestBuild: { id: this.buildId, number: 1, status: 'queued', versionId: this.versionId },
      framework: null,
      resources: { memoryBytes: 512 * 2 ** 20, cpus: 1, pids: 256 },
      createdAt: at,
      revision: 1,
    }
  }

  deployed(changes: Partial<Deployed> = {}): Deployed {
    const { previewId, versionId, buildId } = this
    const plan = { path: 'full', reason: 'This is the first build of this preview.' } as const
    const statusUrl = `/api/preview/${previewId}`
    return { previewId, versionId, versionNumber: 1, buildId, plan, url: null, statusUrl, unchanged: false, ...changes }
  }

  /** Changes the preview and tells those who watch. */
  change(changes: Partial<PreviewSummary>): void {
    if (this.preview) {
      const revision = this.preview.revision + 1
      this.preview = { ...this.preview, phaseSince: Date.now(), ...changes, revision }
    }
    this.#wake()
  }

  remove(): void {
    this.preview = null
    this.#wake()
  }

  goLive(): void {
    const url = 'http://127.0.0.1:41000/'
    this.change({
      phase: 'live',
      reason: 'Answers with HTTP 200.',
      health: 'healthy',
      url,
      serving: this.build.version,
    })
  }

  changeBuild(changes: Partial<BuildRow>): void {
    this.build = { ...this.build, ...changes }
    const { id, number, status } = this.build
    this.change({ latestBuild: { id, number, status, versionId: this.build.version.id } })
  }

  /** Adds lines to the build's output. */
  say(...texts: string[]): void {
    for (const text of texts) this.lines.push(lineOf(this.lines.length + 1, text))
    this.#wake()
  }

  /** Adds lines to what the app puts out. */
  putOut(...texts: string[]): void {
    for (const text of texts) this.runtimeLines.push(lineOf(this.runtimeLines.length + 1, text))
    this.#wake()
  }

  /** Resolves at the next change, or when the signal is aborted. */
  async changed(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve)
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const resolve of waiting) resolve()
  }
}

function lineOf(seq: number, text: string): LogLine {
  return { seq, at: Date.now(), channel: 'stdout', text, step: null, instanceId: null }
}
