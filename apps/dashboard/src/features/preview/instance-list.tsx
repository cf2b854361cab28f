import { RelativeTime } from '../../components/ui/relative-time.tsx'
import type { InstanceRow } from '../../lib/api/types.ts'
import { classes } from '../../lib/classes.ts'
import { formatDuration } from '../../lib/format/times.ts'

const stateColours: Record<InstanceRow['state'], string> = {
  creating: 'text-blue-text',
  starting: 'text-blue-text',
  ready: 'text-green-text',
  ending: 'text-text-3',
  ended: 'text-text-3',
}

const causes: Record<NonNullable<InstanceRow['endCause']>, string> = {
  exited: 'exited by itself',
  vanished: 'its container vanished',
  'never-ready': 'never answered',
  replaced: 'replaced by a newer one',
  stopped: 'stopped',
  deleted: 'deleted',
  'not-launched': 'could not be started',
}

/** Containers of a preview, newest first: those that run and the last that ended. */
export function InstanceList({
  instances,
  shown,
}: {
  readonly instances: readonly InstanceRow[]
  readonly shown: number
}) {
  if (instances.length === 0) return <p className="text-text-3">None has been started yet.</p>
  return (
    <ul className="flex flex-col">
      {instances.slice(0, shown).map((instance) => (
        <li key={instance.id} className="flex items-start gap-3 border-b border-line py-2 last:border-b-0">
          <span className={classes('w-16 shrink-0 font-medium', stateColours[instance.state])}>{instance.state}</span>
          <span className="min-w-0 flex-1">
            <span className="flex flex-wrap gap-x-2">
              <span>Version {instance.version.number}</span>
              {instance.live && <span className="text-green-text">serves visitors</span>}
              {instance.hostPort !== null && instance.state !== 'ended' && (
                <span className="text-text-3">
                  port {instance.hostPort} → {instance.appPort}
                </span>
              )}
            </span>
            <InstanceNote instance={instance} />
          </span>
          <span className="shrink-0 text-xs leading-5 text-text-3">
            <RelativeTime at={instance.endedAt ?? instance.startedAt ?? instance.createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function InstanceNote({ instance }: { readonly instance: InstanceRow }) {
  const { endCause, endFault, exitCode, startedAt, readyAt } = instance
  if (endFault) return <span className="block text-red-text">{endFault.message}</span>
  if (endCause) {
    return (
      <span className="block text-text-3">
        {causes[endCause]}
        {exitCode !== null && exitCode !== 0 && `, exit code ${exitCode}`}
      </span>
    )
  }
  if (startedAt !== null && readyAt !== null)
    return <span className="block text-text-3">answered {formatDuration(readyAt - startedAt)} after its start</span>
  return null
}
