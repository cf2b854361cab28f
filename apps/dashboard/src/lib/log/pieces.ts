/** A line cut into pieces for the screen: the styles of its ANSI spans crossed with the marks of a search. */
import { type AnsiStyle, parseAnsi } from './ansi.ts'
import type { TextRange } from './search.ts'

export interface LogPiece {
  /** Offset in the line's text without ANSI. */
  readonly from: number
  readonly text: string
  readonly className: string
  readonly marked: boolean
}

/** Cuts a line's raw text into pieces; the ranges are offsets in its text without ANSI. */
export function piecesOf(raw: string, ranges: readonly TextRange[]): LogPiece[] {
  const pieces: LogPiece[] = []
  let offset = 0
  for (const span of parseAnsi(raw)) {
    const className = classOf(span.style)
    const end = offset + span.text.length
    const push = (from: number, to: number, marked: boolean) => {
      if (to > from) pieces.push({ from, text: span.text.slice(from - offset, to - offset), className, marked })
    }
    let at = offset
    for (const range of ranges) {
      if (range.to <= at || range.from >= end) continue
      const from = Math.max(range.from, at)
      const to = Math.min(range.to, end)
      push(at, from, false)
      push(from, to, true)
      at = to
    }
    push(at, end, false)
    offset = end
  }
  return pieces
}

function classOf(style: AnsiStyle): string {
  // faint text is grey rather than see-through, which would fall under the contrast we promise
  const fg = style.fg ?? (style.dim ? 8 : null)
  return [
    fg !== null && `ansi-fg-${fg}`,
    style.bg !== null && `ansi-bg-${style.bg}`,
    style.bold && 'ansi-bold',
    style.italic && 'ansi-italic',
    style.underline && 'ansi-underline',
    style.strike && 'ansi-strike',
  ]
    .filter(Boolean)
    .join(' ')
}
