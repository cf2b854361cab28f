/** `kapsules stats <preview>` */
import { follow } from '@kapsules/client'
import type { Sample } from '@kapsules/domain'
import type { Context } from '../context.ts'
import { findPreview } from '../find-preview.ts'
import { untilInterrupted } from '../interrupts.ts'
import { formatBytes, formatShare } from '../terminal/format.ts'
import type { Channel } from '../terminal/screen.ts'

/** Shows what a preview uses, until Ctrl-C: one line for each new sample, as JSON if asked for. */
export async function stats(context: Context, address: string, options: { json?: true }): Promise<number> {
  const { out, err } = context.screen
  const { trpc } = await context.connect()
  const { id: previewId, phase } = await findPreview(trpc, address)
  if (phase !== 'live') err.line(`It is ${phase}; samples come while it runs. Ctrl-C ends this.`)
  return await untilInterrupted(
    () => {},
    (signal) =>
      follow<{ readonly samples: readonly Sample[] }, never>({
        signal,
        open: (lastEventId, observer) =>
          trpc.usage.live.subscribe({ previewId, ...(lastEventId && { lastEventId }) }, observer),
        onItem: ({ samples }) => {
          for (const sample of newestOfEach(samples)) {
            out.line(options.json ? JSON.stringify(sample) : sampleText(out, sample))
          }
          return undefined
        },
      }),
  )
}

/** What is kept comes all at once at the beginning; only the newest of it is of interest here. */
export function newestOfEach(samples: readonly Sample[]): Sample[] {
  const newest = new Map<string, Sample>()
  for (const sample of samples) {
    const known = newest.get(sample.instanceId)
    if (!known || known.at <= sample.at) newest.set(sample.instanceId, sample)
  }
  return [...newest.values()]
}

function sampleText(out: Channel, sample: Sample): string {
  const time = new Date(sample.at).toISOString().slice(11, 19)
  const memory = `${formatBytes(sample.memoryBytes)} of ${formatBytes(sample.memoryLimitBytes)}`
  const parts = [
    `${out.paint('dim', time)} ${out.paint('dim', sample.instanceId.slice(0, 8))}`,
    `cpu ${formatShare(sample.cpus)} of ${sample.cpuLimit}`,
    `memory ${memory}`,
    `network ↓ ${formatBytes(sample.networkRxPerSecond)}/s ↑ ${formatBytes(sample.networkTxPerSecond)}/s`,
    `disk ↓ ${formatBytes(sample.blockReadPerSecond)}/s ↑ ${formatBytes(sample.blockWritePerSecond)}/s`,
    `pids ${sample.pids}`,
    ...(sample.throttledShare > 0 ? [out.paint('yellow', `throttled ${formatShare(sample.throttledShare)}`)] : []),
  ]
  return parts.join('  ')
}
