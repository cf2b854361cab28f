/** Times as people read them. All arguments are epoch ms or spans in ms. */

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A span: `850 ms`, `1.2 s`, `14 s`, `2 min 3 s`, `1 h 4 min`, `3 d 2 h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  const span = Math.max(0, ms)
  if (span < 999.5) return `${Math.round(span)} ms`
  if (span < 9_950) return `${Number((span / second).toFixed(1))} s`
  const seconds = Math.round(span / second)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return pair(seconds, 60, 'min', 's')
  const minutes = Math.round(span / minute)
  if (minutes < 24 * 60) return pair(minutes, 60, 'h', 'min')
  return pair(Math.round(span / hour), 24, 'd', 'h')
}

/** A span on a running clock, stepping by whole seconds: `0 s`, `14 s`, `2 min 3 s`. */
export function formatElapsed(ms: number): string {
  const whole = Math.floor(Math.max(0, ms) / second) * second
  return whole === 0 ? '0 s' : whole < 10_000 ? `${whole / second} s` : formatDuration(whole)
}

/** How long ago, in one unit: `just now`, `12 s ago`, `5 min ago`, `2 h ago`, `3 d ago`, then the date. */
export function formatAgo(at: number, now: number): string {
  const age = now - at
  if (age >= 30 * day) return formatDate(at)
  return age < 5 * second ? 'just now' : `${formatAge(age)} ago`
}

/** An age in one unit, for narrow columns: `12 s`, `5 min`, `2 h`, `3 d`. */
export function formatAge(ms: number): string {
  const age = Math.max(0, ms)
  if (age < minute) return `${Math.floor(age / second)} s`
  if (age < hour) return `${Math.floor(age / minute)} min`
  if (age < day) return `${Math.floor(age / hour)} h`
  return `${Math.floor(age / day)} d`
}

/** Since when, at the precision that its distance asks for: `14:02`, `yesterday 14:02`, `3 Nov 14:02`. */
export function formatSince(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / day)
  if (days === 0) return formatClock(at).slice(0, 5)
  if (days === 1) return `yesterday ${formatClock(at).slice(0, 5)}`
  return `${formatDate(at)} ${formatClock(at).slice(0, 5)}`
}

export type Zone = 'local' | 'utc'

/** `14:02:33`. */
export function formatClock(at: number, zone: Zone = 'local'): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour12: false, ...(zone === 'utc' && { timeZone: 'UTC' }) })
}

/** `14:02:33.123`, for log lines. */
export function formatClockMs(at: number, zone: Zone = 'local'): string {
  return `${formatClock(at, zone)}.${String(Math.floor(at) % 1000).padStart(3, '0')}`
}

/** `3 Nov`, with the year when it is another one. */
export function formatDate(at: number): string {
  const sameYear = new Date(at).getFullYear() === new Date().getFullYear()
  return new Date(at).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(!sameYear && { year: 'numeric' }),
  })
}

/** The whole truth, for tooltips: `Mon 3 Nov 2026, 14:02:33 UTC+1`. */
export function formatAbsolute(at: number): string {
  return new Date(at).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  })
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

function pair(value: number, base: number, big: string, small: string): string {
  const rest = value % base
  const head = `${Math.floor(value / base)} ${big}`
  return rest === 0 ? head : `${head} ${rest} ${small}`
}
