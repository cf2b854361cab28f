import { formatAbsolute, formatAge, formatAgo, formatElapsed } from '../../lib/format/times.ts'
import { useNow } from '../../lib/live/clock.ts'

interface RelativeTimeProps {
  /** Epoch ms. */
  readonly at: number
  /** `age` leaves out "ago", for narrow columns. */
  readonly look?: 'ago' | 'age'
}

/** How long ago, kept up to date; the whole date on hover. */
export function RelativeTime({ at, look = 'ago' }: RelativeTimeProps) {
  const seconds = useNow(1000)
  // past the first minute the text changes by the minute: no need to look at it each second
  const minutes = Math.floor(seconds / 30_000) * 30_000
  const now = seconds - at < 90_000 ? seconds : Math.max(minutes, at)
  return (
    <time dateTime={new Date(at).toISOString()} title={formatAbsolute(at)} className="whitespace-nowrap">
      {look === 'ago' ? formatAgo(at, now) : formatAge(now - at)}
    </time>
  )
}

/** The time since a start, ticking; ends with `until`. */
export function Elapsed({ from, until }: { readonly from: number; readonly until: number | null }) {
  const now = useNow(1000)
  return <span>{formatElapsed((until ?? now) - from)}</span>
}
