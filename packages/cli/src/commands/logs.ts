/** `kapsules logs <preview>` */
import type { KapsulesClient, PreviewSummary } from '@kapsules/client'
import { fail, type LogLine } from '@kapsules/domain'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { findPreview, nameOf } from '../find-preview.ts'
import { untilInterrupted } from '../interrupts.ts'
import type { Channel } from '../terminal/screen.ts'

export interface LogsOptions {
  readonly follow?: true
  readonly build?: true
  /** How many of the last lines. */
  readonly lines: number
  readonly timestamps?: true
  readonly json?: true
}

/** Prints the output of a preview, or of its newest build. */
export async function logs(context: Context, address: string, options: LogsOptions): Promise<number> {
  const { out, err } = context.screen
  const client = await context.connect()
  const preview = await findPreview(client.trpc, address)
  const onLog = (line: LogLine) => out.line(options.json ? JSON.stringify(line) : lineText(out, line, options))
  const onGap = (missing: number) => err.line(err.paint('yellow', `… ${missing} lines are no longer kept`))
  return await untilInterrupted(
    () => {},
    async (signal) => {
      const progress = { onLog, onGap, signal }
      if (options.build) return await buildLog(client, preview, options, progress)
      if (options.follow) await client.followLog(preview.id, { ...progress, lines: options.lines })
      else await lastLines(client, preview.id, options.lines, progress)
      return exitCodes.ok
    },
  )
}

interface Progress {
  readonly onLog: (line: LogLine) => void
  readonly onGap: (missing: number) => void
  readonly signal: AbortSignal
}

/** The whole log of the newest build; with `--follow` to its end, whose success decides the exit code. */
async function buildLog(
  client: KapsulesClient,
  preview: PreviewSummary,
  options: LogsOptions,
  progress: Progress,
): Promise<number> {
  const buildId = preview.latestBuild?.id
  if (buildId === undefined) fail('not-found', `${nameOf(preview)} was never built.`, 'Deploy it first.')
  if (options.follow) {
    const { status } = await client.followBuild(buildId, progress)
    return status === 'failed' ? exitCodes.project : exitCodes.ok
  }
  let afterSeq: number | null = 0
  while (afterSeq !== null) {
    const page: { lines: readonly LogLine[]; nextSeq: number | null } = await client.trpc.builds.lines.query(
      { buildId, afterSeq, limit: 5_000 },
      { signal: progress.signal },
    )
    for (const line of page.lines) progress.onLog(line)
    afterSeq = page.nextSeq
  }
  return exitCodes.ok
}

async function lastLines(
  client: KapsulesClient,
  previewId: string,
  limit: number,
  { onLog, signal }: Progress,
): Promise<void> {
  // without a place to go on from, the server answers with the newest
  const { lines } = await client.trpc.logs.lines.query({ previewId, limit }, { signal })
  for (const line of lines) onLog(line)
}

function lineText(out: Channel, line: LogLine, { timestamps }: LogsOptions): string {
  const text = out.foreign(line.text)
  return timestamps ? `${out.paint('dim', new Date(line.at).toISOString())} ${text}` : text
}
