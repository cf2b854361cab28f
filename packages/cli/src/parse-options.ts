/** Options whose text has a meaning of its own. Each throws commander's error for wrong arguments. */
import { resourceLimits } from '@kapsules/domain'
import { InvalidArgumentError } from 'commander'

const byteUnits: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }

/** `512m`, `1g`, `1.5GiB`, or plain bytes, to bytes. */
export function parseMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([bkmg]?)(?:i?b)?$/i.exec(text.trim())
  const unit = byteUnits[match?.[2]?.toLowerCase() ?? '']
  if (!match || unit === undefined) throw new InvalidArgumentError('Write it like 512m or 1g.')
  const bytes = Math.round(Number(match[1]) * unit)
  const { min, max } = resourceLimits.memoryBytes
  if (bytes < min || bytes > max) {
    throw new InvalidArgumentError(`It must be between ${min / 2 ** 20}m and ${max / 2 ** 20}m.`)
  }
  return bytes
}

const timeUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, '': 1_000, m: 60_000, h: 3_600_000 }
/** Timers of the platform end at 2^31 ms. */
const longestMs = 24 * 3_600_000

/** `90s`, `10m`, `1h`, or plain seconds, to ms. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|)$/.exec(text.trim())
  const unit = timeUnits[match?.[2] ?? '?']
  if (!match || unit === undefined) throw new InvalidArgumentError('Write it like 90s, 10m or 1h.')
  const ms = Math.round(Number(match[1]) * unit)
  if (ms < 1 || ms > longestMs) throw new InvalidArgumentError('It must be more than 0 and at most 24h.')
  return ms
}

/** A whole number between 1 and 5,000. */
export function parseLineCount(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > 5_000) throw new InvalidArgumentError('It must be 1 to 5000.')
  return count
}

/** `KEY=value`, gathered over repeated options. The value may be empty and may contain `=`. */
export function collectEnv(text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const cut = text.indexOf('=')
  if (cut < 1) throw new InvalidArgumentError('Write it like KEY=value.')
  return new Map(before).set(text.slice(0, cut), text.slice(cut + 1))
}
