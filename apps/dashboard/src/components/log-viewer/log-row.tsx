import { memo } from 'react'
import { classes } from '../../lib/classes.ts'
import { formatCount } from '../../lib/format/numbers.ts'
import { formatAbsolute, formatClockMs, type Zone } from '../../lib/format/times.ts'
import type { LineRow, LogRow } from '../../lib/log/buffer.ts'
import type { LogLevel } from '../../lib/log/level.ts'
import { piecesOf } from '../../lib/log/pieces.ts'
import { rangesIn } from '../../lib/log/search.ts'

export interface RowLook {
  readonly wrap: boolean
  readonly time: Zone | 'hidden'
  readonly search: string
}

const gutters: Record<LogLevel, string> = {
  error: 'bg-red',
  warn: 'bg-amber',
  info: 'bg-blue',
  debug: 'bg-grey',
  none: 'bg-transparent',
}

interface LogRowProps {
  readonly row: LogRow
  readonly look: RowLook
  /** It is the hit that the search stands on. */
  readonly current: boolean
}

/** One line of output, or the mark of lines that are missing. */
export const LogRowView = memo(function LogRowView({ row, look, current }: LogRowProps) {
  if (row.kind === 'gap') {
    return (
      <div className="flex h-5 items-center gap-3 px-3 text-xs text-amber-text">
        <span className="h-px flex-1 bg-amber opacity-40" />
        {formatCount(row.skipped)} lines skipped
        <span className="h-px flex-1 bg-amber opacity-40" />
      </div>
    )
  }
  return (
    <div className="flex min-h-5 hover:bg-hover">
      <span aria-hidden className={classes('w-[3px] shrink-0', gutters[row.level])} />
      {look.time !== 'hidden' && (
        <time
          dateTime={new Date(row.line.at).toISOString()}
          title={formatAbsolute(row.line.at)}
          className="w-[13ch] shrink-0 pl-2 text-text-3 select-none"
        >
          {formatClockMs(row.line.at, look.time)}
        </time>
      )}
      <LineText row={row} look={look} current={current} />
    </div>
  )
})

interface LineTextProps {
  readonly row: LineRow
  readonly look: RowLook
  readonly current: boolean
}

function LineText({ row, look, current }: LineTextProps) {
  const pieces = piecesOf(row.line.text, rangesIn(row.plain, look.search))
  return (
    <span
      className={classes(
        'pr-4 pl-2',
        look.wrap ? 'min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]' : 'whitespace-pre',
        row.line.channel === 'system' && 'text-text-3 italic',
      )}
    >
      {pieces.map((piece) =>
        piece.marked ? (
          <mark key={piece.from} data-now={current} className={piece.className}>
            {piece.text}
          </mark>
        ) : (
          <span key={piece.from} className={piece.className}>
            {piece.text}
          </span>
        ),
      )}
    </span>
  )
}
