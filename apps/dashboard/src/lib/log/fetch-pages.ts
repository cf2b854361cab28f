/** Every line of a stream, page by page. */
import type { LogLine } from '@kapsules/domain'

interface LinePage {
  readonly lines: readonly LogLine[]
  /** What to ask after next; null when this was the last page. */
  readonly nextSeq: number | null
}

/** Asks for pages until there are none. Throws what the asking throws. */
export async function fetchAllLines(ask: (afterSeq: number) => Promise<LinePage>): Promise<readonly LogLine[]> {
  const lines: LogLine[] = []
  let after: number | null = 0
  while (after !== null) {
    const page: LinePage = await ask(after)
    for (const line of page.lines) lines.push(line)
    after = page.nextSeq
  }
  return lines
}
