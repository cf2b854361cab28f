import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX, RefreshCw } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { FaultCard } from '../../components/ui/fault-card.tsx'
import { LoadFault } from '../../components/ui/load-fault.tsx'
import { Facts, Page, Section } from '../../components/ui/page.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { trpc } from '../../lib/api/client.ts'
import { faultOf } from '../../lib/api/faults.ts'
import type { SystemInfo } from '../../lib/api/types.ts'
import { formatBytes, formatCount } from '../../lib/format/numbers.ts'
import { formatDuration } from '../../lib/format/times.ts'
import { useTitle } from '../../lib/use-title.ts'

const refreshMs = 10_000

/** The installation itself: what it runs on, and whether all is well with it. */
export function SystemPage() {
  useTitle('System')
  const query = useQuery(trpc.system.info.queryOptions(undefined, { refetchInterval: refreshMs }))
  const { data, error } = query
  return (
    <Page title="System" lead={data ? `${data.instanceName}, Kapsules ${data.version}` : 'What Kapsules runs on.'}>
      {error && !data && <LoadFault title="The system could not be asked" query={query} />}
      <div className="grid gap-x-12 gap-y-8 lg:grid-cols-2">
        {data ? <SystemFacts info={data} /> : !error && <FactsSkeleton />}
        <Checks />
      </div>
    </Page>
  )
}

function SystemFacts({ info }: { readonly info: SystemInfo }) {
  const { engine, database, counts, previewPortRange } = info
  return (
    <div className="flex min-w-0 flex-col gap-8">
      <Section title="Server">
        <Facts
          facts={[
            { name: 'Running for', value: formatDuration(info.uptimeMs) },
            { name: 'Previews', value: `${formatCount(counts.previews)}, ${formatCount(counts.live)} live` },
            {
              name: 'Left on the engine without a record',
              value: counts.orphans === null ? 'not known while the engine is away' : formatCount(counts.orphans),
            },
            { name: 'Ports for previews', value: `${previewPortRange.start} to ${previewPortRange.end}` },
            { name: 'Database', value: database.version },
          ]}
        />
      </Section>
      <Section title="Engine">
        {engine.ok ? (
          <Facts
            facts={[
              { name: 'Host', value: engine.name },
              { name: 'Version', value: `${engine.version}, API ${engine.apiVersion}` },
              { name: 'System', value: engine.operatingSystem },
              { name: 'Capacity', value: `${engine.cpus} cores, ${formatBytes(engine.memoryBytes)} memory` },
              { name: 'Storage', value: engine.storageDriver },
              { name: 'Control groups', value: `version ${engine.cgroupVersion}` },
              { name: 'Rootless', value: engine.rootless ? 'yes' : 'no' },
              { name: 'On the same host', value: engine.sameHost ? 'yes' : 'no' },
            ]}
          />
        ) : (
          <FaultCard title="The engine does not answer" fault={engine.fault} />
        )}
      </Section>
    </div>
  )
}

function Checks() {
  const { data, error, refetch, isFetching } = useQuery(trpc.system.doctor.queryOptions())
  return (
    <Section
      title="Checks"
      aside={
        <Button
          look="ghost"
          icon={RefreshCw}
          pending={isFetching}
          onClick={() => void refetch()}
          className="-my-1 -mr-3"
        >
          Check again
        </Button>
      }
    >
      {error && !data && <FaultCard title="The checks could not be run" fault={faultOf(error)} />}
      {!data && !error && <FactsSkeleton />}
      <ul className="divide-y divide-line">
        {data?.checks.map((check) => (
          <li key={check.name} className="flex items-start gap-2.5 py-2">
            {check.ok ? (
              <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-green-text" />
            ) : (
              <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-red-text" />
            )}
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p>
                <span className="inline-block font-medium first-letter:uppercase">{check.name}</span>{' '}
                <span className={check.ok ? 'text-text-3' : 'text-red-text'}>
                  {check.ok ? 'good' : 'needs attention'}
                </span>
              </p>
              <p className="text-text-2">{check.detail}</p>
              {check.hint && <p className="text-text-2">{check.hint}</p>}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const rows = ['a', 'b', 'c', 'd', 'e', 'f']

function FactsSkeleton() {
  return (
    <div className="divide-y divide-line">
      <LoadingNote what="system" />
      {rows.map((row) => (
        <div key={row} className="flex h-9 items-center justify-between">
          <Skeleton className="h-3.5 w-28" />
          <Skeleton className="h-3.5 w-40" />
        </div>
      ))}
    </div>
  )
}
