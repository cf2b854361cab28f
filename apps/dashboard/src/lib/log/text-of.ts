/** Log lines as plain text, for the clipboard and for files. */
import type { LogLine } from '@kapsules/domain'
import { formatClockMs, type Zone } from '../format/times.ts'
import { stripAnsi } from './ansi.ts'
import type { LogRow } from './buffer.ts'

/** What stands before each line. */
export type Prefix = 'none' | 'time'

/** Rows as they are seen; gaps are said. */
export function textOfRows(rows: readonly LogRow[], prefix: Prefix, zone: Zone): string {
  return rows
    .map((row) => {
      if (row.kind === 'gap') return `[${row.skipped} lines skipped]`
      return prefix === 'none' ? row.plain : `${formatClockMs(row.line.at, zone)} ${row.plain}`
    })
    .join('\n')
}

/** Lines for a file: with the whole date in UTC, so that it can be compared with other logs. */
export function textOfLines(lines: readonly LogLine[]): string {
  return lines.map((line) => `${new Date(line.at).toISOString()} ${stripAnsi(line.text)}\n`).join('')
}
