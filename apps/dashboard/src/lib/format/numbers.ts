/** Numbers as people read them: binary units for sizes, decimal units for rates. Anything not finite is a dash. */

const dash = '–'
const sizeUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const
const rateUnits = ['B/s', 'kB/s', 'MB/s', 'GB/s'] as const

/** `1536` → `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, sizeUnits)
}

/** Bytes per second: `1500` → `1.5 kB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return scaled(bytesPerSecond, 1000, rateUnits)
}

/** A share of one: `0.123` → `12 %`; small shares keep one decimal. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return dash
  const percent = share * 100
  if (percent > 0 && percent < 0.05) return '<0.1 %'
  return `${Number(percent.toFixed(percent < 10 ? 1 : 0))} %`
}

/** Uptime keeps what matters near the top: `0.99954` → `99.95 %`, and 100 % only when it is. */
export function formatUptime(share: number): string {
  if (!Number.isFinite(share)) return dash
  if (share >= 1) return '100 %'
  return `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`
}

/** `12345` → `12,345`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? count.toLocaleString('en-US') : dash
}

/** `1 file`, `3 files`. */
export function formatNoun(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

function scaled(value: number, base: number, units: readonly string[]): string {
  if (!Number.isFinite(value)) return dash
  let rest = Math.abs(value)
  let unit = 0
  // 1023.6 KiB would be printed as 1024 KiB: what rounds up to the base belongs to the next unit
  while (unit < units.length - 1 && Math.round(rest) >= base) {
    rest /= base
    unit += 1
  }
  const digits = unit === 0 || rest >= 99.95 ? 0 : 1
  const sign = value < 0 && rest >= 0.05 ? '-' : ''
  return `${sign}${Number(rest.toFixed(digits))} ${units[unit]}`
}
