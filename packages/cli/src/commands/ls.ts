/** `kapsules ls [search]` */
import type { PreviewSummary } from '@kapsules/client'
import type { Health, Phase } from '@kapsules/domain'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { listAllPreviews, nameOf } from '../find-preview.ts'
import { formatSpan } from '../terminal/format.ts'
import type { Style } from '../terminal/screen.ts'
import { type Cell, writeTable } from '../terminal/table.ts'

const phaseStyles: Readonly<Partial<Record<Phase, Style>>> = {
  live: 'green',
  failed: 'red',
  stopped: 'dim',
  asleep: 'blue',
}
const healthStyles: Readonly<Partial<Record<Health, Style>>> = {
  healthy: 'green',
  degraded: 'yellow',
  unhealthy: 'red',
}

/** Lists the previews, all or those that match. */
export async function ls(context: Context, search: string | undefined, options: { json?: true }): Promise<number> {
  const { out, err } = context.screen
  const { trpc } = await context.connect()
  const previews = await listAllPreviews(trpc, search)
  if (options.json) out.line(JSON.stringify(previews))
  else if (previews.length === 0) err.line(search ? 'No preview matches.' : 'There are no previews yet.')
  else writeTable(out, ['PREVIEW', 'PHASE', 'HEALTH', 'SINCE', 'URL', 'ID'], previews.map(rowOf))
  return exitCodes.ok
}

function rowOf(preview: PreviewSummary): Cell[] {
  const { phase, health, phaseSince, url, id } = preview
  const phaseStyle = phaseStyles[phase]
  const healthStyle = healthStyles[health]
  return [
    { text: nameOf(preview) },
    { text: phase, ...(phaseStyle && { style: phaseStyle }) },
    { text: health, ...(healthStyle && { style: healthStyle }) },
    { text: formatSpan(Date.now() - phaseSince) },
    { text: url ?? '-' },
    { text: id, style: 'dim' },
  ]
}
