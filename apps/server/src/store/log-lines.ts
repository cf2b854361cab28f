/** The append side of log lines. A stream is a build's output, or all runtime output of a preview; it has one writer. */
import type { LogLine } from '@kapsules/domain'
import type { Sql } from './database.ts'

interface Store {
  readonly pool: Sql
}

/**
 * Stores lines of one stream, in one statement: all or none when it throws. A line whose number is taken is left out, so
 * that the same batch may be stored again after a connection was lost. Gives the count of lines that were new.
 */
export async function appendLines({ pool }: Store, streamId: string, lines: readonly LogLine[]): Promise<number> {
  if (lines.length === 0) return 0
  const { rowCount } = await pool.query({
    name: 'append-lines',
    text: `insert into log_line (stream_id, seq, at, channel, step, instance_id, text)
           select $1, * from unnest($2::bigint[], $3::timestamptz[], $4::"LogChannel"[], $5::int[], $6::uuid[], $7::text[])
           on conflict (stream_id, seq) do nothing`,
    values: [
      streamId,
      lines.map((line) => line.seq),
      lines.map((line) => new Date(line.at)),
      lines.map((line) => line.channel),
      lines.map((line) => line.step),
      lines.map((line) => line.instanceId),
      lines.map((line) => line.text),
    ],
  })
  return rowCount ?? 0
}

/** The highest number in a stream; 0 when it is empty. */
export async function lastSeq({ pool }: Store, streamId: string): Promise<number> {
  const { rows } = await pool.query<{ seq: string | null }>(
    'select max(seq) as seq from log_line where stream_id = $1',
    [streamId],
  )
  return Number(rows[0]?.seq ?? 0)
}

/** The last stored lines of one instance, oldest first: where the collector goes on after a restart of the server. */
export async function lastLinesOf(
  { pool }: Store,
  streamId: string,
  instanceId: string,
  limit: number,
): Promise<readonly Pick<LogLine, 'at' | 'channel' | 'text'>[]> {
  const { rows } = await pool.query<{ at: Date; channel: LogLine['channel']; text: string }>(
    `select at, channel, text from log_line where stream_id = $1 and instance_id = $2 order by seq desc limit $3`,
    [streamId, instanceId, limit],
  )
  return rows.reverse().map((row) => ({ ...row, at: row.at.getTime() }))
}
