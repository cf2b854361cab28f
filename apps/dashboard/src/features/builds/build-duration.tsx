import { Elapsed } from '../../components/ui/relative-time.tsx'
import type { BuildRow } from '../../lib/api/types.ts'
import { formatDuration } from '../../lib/format/times.ts'
import { durationOf } from './durations.ts'

/** How long a build took, or has been running. */
export function BuildDuration({ build }: { readonly build: BuildRow }) {
  const done = durationOf(build)
  if (done !== null) return <span>{formatDuration(done)}</span>
  if (build.status === 'running' && build.startedAt !== null) return <Elapsed from={build.startedAt} until={null} />
  return <span className="text-text-3">–</span>
}
