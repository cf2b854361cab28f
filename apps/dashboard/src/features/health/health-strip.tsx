import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { HealthLabel, healthWord } from '../../components/status/health.tsx'
import { Hint } from '../../components/ui/hint.tsx'
import { Section } from '../../components/ui/page.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { api } from '../../lib/api/client.ts'
import { classes } from '../../lib/classes.ts'
import { formatUptime } from '../../lib/format/numbers.ts'
import { formatDuration, formatSince } from '../../lib/format/times.ts'
import { useNow } from '../../lib/live/clock.ts'
import { useWide } from '../../lib/use-media.ts'
import { incidentsOf, type Slot, type Stretch, slotsOf, stretchesOf, uptimeOf } from './slots.ts'

const dayMs = 24 * 60 * 60 * 1000
/** How often the strip moves on, ms. */
const stepMs = 60_000
/** The history asked for begins at round times, so that the answer can be kept, ms. */
const sinceStepMs = 5 * 60_000
const incidentsShown = 3

/** The last 24 hours at a glance, and in words what went wrong in them. */
export function HealthStrip({ previewId, healthSince }: { readonly previewId: string; readonly healthSince: number }) {
  const to = useNow(stepMs) + stepMs
  const from = to - dayMs
  const wide = useWide()
  const sinceMs = Math.floor(from / sinceStepMs) * sinceStepMs
  const { data } = useQuery({
    // another health means another history
    queryKey: ['health', previewId, sinceMs, healthSince],
    queryFn: ({ signal }) => api.health.history.query({ previewId, sinceMs }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: stepMs,
  })
  const stretches = stretchesOf(data?.changes ?? [], from, to)
  const uptime = uptimeOf(stretches)
  return (
    <Section title="Health, last 24 hours" aside={uptime !== null && `${formatUptime(uptime)} healthy`}>
      {data ? (
        <>
          <Strip slots={slotsOf(stretches, from, to, wide ? 96 : 48)} uptime={uptime} />
          <Incidents incidents={incidentsOf(stretches)} now={to} />
        </>
      ) : (
        <Skeleton className="h-7 w-full" />
      )}
    </Section>
  )
}

const bars: Record<NonNullable<Slot['worst']> | 'none', string> = {
  healthy: 'h-full bg-green',
  degraded: 'h-3/4 bg-amber',
  unhealthy: 'h-full bg-red',
  unknown: 'h-1/3 bg-grey',
  none: 'h-1/3 bg-active',
}

function Strip({ slots, uptime }: { readonly slots: readonly Slot[]; readonly uptime: number | null }) {
  const summary =
    uptime === null ? 'Nothing is known of its health yet.' : `${formatUptime(uptime)} of the time healthy.`
  return (
    <figure className="flex h-7 items-end gap-px sm:gap-0.5">
      <figcaption className="sr-only">{summary}</figcaption>
      {slots.map((slot) => (
        <Hint key={slot.from} label={<SlotNote slot={slot} />} side="top">
          <span className="flex h-full min-w-0 flex-1 items-end">
            <span className={classes('w-full rounded-xs', bars[slot.worst ?? 'none'])} />
          </span>
        </Hint>
      ))}
    </figure>
  )
}

function SlotNote({ slot }: { readonly slot: Slot }) {
  const worst = slot.stretches.find(({ health }) => health === slot.worst)
  return (
    <span className="block">
      <span className="block text-text-3">
        {formatSince(slot.from, slot.to)} – {formatSince(slot.to, slot.to)}
      </span>
      {worst ? (
        <>
          <HealthLabel health={worst.health} />
          <span className="block text-text-2">
            {worst.reason} {worst.health !== 'healthy' && `For ${formatDuration(worst.to - worst.from)}.`}
          </span>
        </>
      ) : (
        'Nothing ran'
      )}
    </span>
  )
}

function Incidents({ incidents, now }: { readonly incidents: readonly Stretch[]; readonly now: number }) {
  if (incidents.length === 0) return null
  const more = incidents.length - incidentsShown
  return (
    <ul className="mt-2 flex flex-col gap-0.5 text-xs text-text-2">
      {incidents.slice(0, incidentsShown).map(({ from, to, health, reason }) => (
        <li key={from} className="flex flex-wrap gap-x-2">
          <span className="w-24 shrink-0 text-text-3">{formatSince(from, now)}</span>
          <span>
            {healthWord(health)} for {formatDuration(to - from)}. {reason}
          </span>
        </li>
      ))}
      {more > 0 && <li className="text-text-3">and {more} earlier</li>}
    </ul>
  )
}
