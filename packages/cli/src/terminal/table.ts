import { plainText } from './safe-text.ts'
import type { Channel, Style } from './screen.ts'

export interface Cell {
  readonly text: string
  readonly style?: Style
}

/** Writes rows in columns as wide as their widest cell, the head dimmed. Cells are made harmless. */
export function writeTable(channel: Channel, head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const all = [head.map((text): Cell => ({ text, style: 'dim' })), ...rows]
  const clean = all.map((row) => row.map((cell) => ({ ...cell, text: plainText(cell.text) })))
  const widths = head.map((_, column) => Math.max(...clean.map((row) => row[column]?.text.length ?? 0)))
  for (const row of clean) {
    const cells = row.map(({ text, style }, column) => {
      const padded = column === row.length - 1 ? text : text.padEnd(widths[column] ?? 0)
      return style === undefined ? padded : channel.paint(style, padded)
    })
    channel.line(cells.join('  ').trimEnd())
  }
}
