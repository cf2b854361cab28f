import type { PreviewSummary } from '../api/types.ts'

/** A preview for tests: live and well, unless said otherwise. */
export function previewOf(part: Partial<PreviewSummary> = {}): PreviewSummary {
  return {
    id: 'a',
    tenantId: 'default',
    projectId: 'shop',
    name: 'main',
    slug: 'shop-main',
    desired: 'running',
    phase: 'live',
    reason: 'Answers with HTTP 200.',
    phaseSince: 0,
    fault: null,
    health: 'healthy',
    healthReason: 'Answers with HTTP 200.',
    healthSince: 0,
    url: 'http://127.0.0.1:41000',
    liveInstanceId: 'i',
    serving: null,
    wanted: null,
    generation: 1,
    latestBuild: null,
    framework: 'Vite',
    resources: { memoryBytes: 512, cpus: 1, pids: 256 },
    createdAt: 0,
    revision: 1,
    ...part,
  }
}
