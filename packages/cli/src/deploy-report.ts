/** What a deploy came to, for programs and for people. */
import type { Deployed, KapsulesFault } from '@kapsules/client'
import type { Phase } from '@kapsules/domain'
import { formatSpan } from './terminal/format.ts'
import type { Screen } from './terminal/screen.ts'

/** What `--json` prints. Every field is there always, but `fault`, which is there when the deploy failed. */
export interface DeployReport {
  previewId: string | null
  versionId: string | null
  buildId: string | null
  /** Where the preview is reached; null while nothing serves. */
  url: string | null
  phase: Phase | null
  plan: Deployed['plan'] | null
  fault?: KapsulesFault
}

/** The report of a deploy of which nothing is known yet. */
export function emptyReport(): DeployReport {
  return { previewId: null, versionId: null, buildId: null, url: null, phase: null, plan: null }
}

/** Writes where the preview is. The address goes to `out`, so that it can be piped. */
export function writeDeploySummary(
  { out, err }: Screen,
  { url, phase, previewId }: DeployReport,
  tookMs: number,
): void {
  err.line(`${err.paint('green', phase ?? 'accepted')} after ${formatSpan(tookMs)}, preview ${previewId}`)
  if (url !== null) out.line(out.paint('bold', out.foreign(url)))
}

/** What Ctrl-C means for a deploy at this moment. */
export function detachNote({ previewId }: DeployReport): string {
  if (previewId === null) return 'Broken off before the server accepted it. Ctrl-C again to quit at once.'
  return `Detached; the deploy goes on. Watch it with: kapsules logs ${previewId} --build -f`
}
