import { isBuildOver } from '@kapsules/domain'
import { Ban, RotateCw } from 'lucide-react'
import { LogViewer } from '../../components/log-viewer/log-viewer.tsx'
import { BuildStatusLabel } from '../../components/status/build.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Segmented } from '../../components/ui/chip.tsx'
import { FaultCard } from '../../components/ui/fault-card.tsx'
import { RelativeTime } from '../../components/ui/relative-time.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { api } from '../../lib/api/client.ts'
import { faultOf } from '../../lib/api/faults.ts'
import type { BuildRow } from '../../lib/api/types.ts'
import { formatBytes } from '../../lib/format/numbers.ts'
import { formatDuration } from '../../lib/format/times.ts'
import { fetchAllLines } from '../../lib/log/fetch-pages.ts'
import { useRights } from '../../lib/session/me.ts'
import { BuildDuration } from './build-duration.tsx'
import { BuildSteps } from './build-steps.tsx'
import { usualDuration } from './durations.ts'
import { PlanPath } from './plan-path.tsx'
import { RecipePanel } from './recipe-panel.tsx'
import { useBuild } from './use-build.ts'
import { useBuildActions } from './use-build-actions.ts'

export type BuildLook = 'steps' | 'log'

interface BuildViewProps {
  readonly buildId: string
  /** Other builds of the preview, to say what is usual. */
  readonly others: readonly BuildRow[]
  readonly look: BuildLook
  readonly onLook: (look: BuildLook) => void
  readonly onRetried: (build: BuildRow) => void
}

const pageLines = 5000

/** One build: where it stands, what it does, what came of it. */
export function BuildView({ buildId, others, look, onLook, onRetried }: BuildViewProps) {
  const { build, error, log, logFault } = useBuild(buildId)
  if (!build)
    return error ? <FaultCard title="This build could not be read" fault={faultOf(error)} /> : <BuildSkeleton />
  const waiting = build.steps.length === 0
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <BuildHead build={build} others={others} onRetried={onRetried} />
      {build.fault && <FaultCard title="The build failed" fault={build.fault} />}
      {logFault && <FaultCard title="The output stopped" fault={logFault} />}
      <div className="flex items-center justify-between gap-3">
        <h2 className="font-semibold">Output</h2>
        <Segmented
          label="Output"
          value={look}
          options={[
            { value: 'steps', label: 'Steps' },
            { value: 'log', label: 'Log' },
          ]}
          onChange={onLook}
        />
      </div>
      {look === 'log' || (waiting && isBuildOver(build.status)) ? (
        <LogViewer
          store={log.all}
          label="Build output"
          fileName={`${build.projectId}-build-${build.number}.log`}
          fetchAll={() => fetchAllLines((afterSeq) => api.builds.lines.query({ buildId, afterSeq, limit: pageLines }))}
          empty={isBuildOver(build.status) ? 'This build printed nothing.' : 'Nothing yet.'}
          className="h-[60dvh] min-h-80"
        />
      ) : (
        <>
          {waiting && (
            <p className="rounded-lg border border-line p-6 text-center text-text-3">
              {build.status === 'queued' ? 'Waits for a free place to build.' : 'The first step is about to begin.'}
            </p>
          )}
          <BuildSteps steps={build.steps} log={log} />
        </>
      )}
      {build.recipe && <RecipePanel recipe={build.recipe} />}
    </div>
  )
}

function BuildHead({ build, others, onRetried }: Pick<BuildViewProps, 'others' | 'onRetried'> & { build: BuildRow }) {
  const { operate } = useRights()
  const actions = useBuildActions(build.id, onRetried)
  const usual = usualDuration(build, others)
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-semibold">Build {build.number}</span>
          <BuildStatusLabel status={build.status} />
          <PlanPath plan={build.plan} />
        </p>
        <p className="mt-1 text-text-2">{build.plan.reason}</p>
        <p className="mt-1 flex flex-wrap gap-x-3 text-text-3">
          {build.startedAt !== null && (
            <span>
              {build.status === 'running' ? 'Running for ' : 'Took '}
              <BuildDuration build={build} />
              {usual !== null && `, usually ${formatDuration(usual)}`}
            </span>
          )}
          <span>Version {build.version.number}</span>
          {build.imageBytes !== null && <span>Image {formatBytes(build.imageBytes)}</span>}
          {build.attempt > 1 && <span>Attempt {build.attempt}</span>}
          <span>
            Queued <RelativeTime at={build.queuedAt} />
          </span>
        </p>
      </div>
      {operate &&
        (isBuildOver(build.status) ? (
          build.status !== 'succeeded' && (
            <Button icon={RotateCw} pending={actions.retrying} onClick={actions.retry}>
              Build again
            </Button>
          )
        ) : (
          <Button icon={Ban} pending={actions.cancelling} onClick={actions.cancel}>
            {actions.cancelling ? 'Cancelling' : 'Cancel'}
          </Button>
        ))}
    </div>
  )
}

function BuildSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <LoadingNote what="build" />
      <Skeleton className="h-5 w-56" />
      <Skeleton className="h-4 w-80 max-w-full" />
      <Skeleton className="h-72 w-full rounded-lg" />
    </div>
  )
}
