import { ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { classes } from '../../lib/classes.ts'
import { formatCount } from '../../lib/format/numbers.ts'
import { formatAbsolute, formatClockMs, type Zone } from '../../lib/format/times.ts'
import type { LineRow, LogRow } from '../../lib/log/buffer.ts'
import { fieldsOf, looksLikeJson } from '../../lib/log/json-line.ts'
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
  /** Lines of several instances are mixed: say which one it is of. */
  readonly mixed: boolean
  /** Its fields are shown below it. */
  readonly open: boolean
}

/** One line of output, or the mark of lines that are missing. */
export const LogRowView = memo(function LogRowView({ row, look, current, mixed, open }: LogRowProps) {
  if (row.kind === 'gap') return <Gap skipped={row.skipped} />
  const { instanceId } = row.line
  const json = looksLikeJson(row.plain)
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
      {mixed && (
        <span title={`Instance ${instanceId}`} className="w-[6ch] shrink-0 pl-2 text-text-3 select-none">
          {instanceId?.slice(-4)}
        </span>
      )}
      <span aria-hidden className="flex h-5 w-4 shrink-0 items-center justify-center text-text-3 select-none">
        {json && <ChevronRight className={classes('size-3', open && 'rotate-90')} />}
      </span>
      <div {...(json && { 'data-json': row.key })} className={classes('pr-4', (look.wrap || open) && 'min-w-0')}>
        <LineText row={row} look={look} current={current} />
        {open && <Fields plain={row.plain} />}
      </div>
    </div>
  )
})

function Gap({ skipped }: { readonly skipped: number }) {
  return (
    <div className="flex h-5 items-center gap-3 px-3 text-xs text-amber-text">
      <span className="h-px flex-1 bg-amber opacity-40" />
      {formatCount(skipped)} lines skipped
      <span className="h-px flex-1 bg-amber opacity-40" />
    </div>
  )
}

function Fields({ plain }: { readonly plain: string }) {
  const fields = fieldsOf(plain)
  if (!fields) return <p className="text-text-3">This is no whole JSON object.</p>
  return (
    <dl className="mb-1 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 border-l border-line-strong pl-3">
      {fields.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-text-3">{name}</dt>
          <dd className="whitespace-pre-wrap [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

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
        look.wrap ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'whitespace-pre',
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
