/** One line of build or runtime output. Lines of one stream are numbered from 1 without holes. */

export interface LogLine {
  readonly seq: number
  /** Epoch ms. */
  readonly at: number
  readonly channel: 'stdout' | 'stderr' | 'system'
  readonly text: string
  /** Build lines: the step they belong to. */
  readonly step: number | null
  /** Runtime lines: the instance they come from. */
  readonly instanceId: string | null
}

/** Longest text kept of one line, in UTF-16 units; what is longer is cut with a mark. */
export const maxLineLength = 16 * 1024

/**
 * The text of a line as it is stored: no line end, no NUL (Postgres text cannot hold it), cut to {@link maxLineLength}.
 * A carriage return in the middle means that the line was drawn over: what was drawn last stays. ANSI sequences are kept.
 */
export function cleanLine(raw: string): string {
  const noEnd = raw.replace(/\r?\n$/, '').replace(/\r+$/, '')
  const drawn = noEnd.slice(noEnd.lastIndexOf('\r') + 1).replaceAll('\0', '\uFFFD')
  const whole = drawn.toWellFormed()
  return whole.length > maxLineLength ? `${whole.slice(0, maxLineLength).toWellFormed()} … [cut]` : whole
}
