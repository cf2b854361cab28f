/** Stored lines of one stream: a build's output (stream = build id) or a preview's runtime output (stream = preview id). */
import type { LogLine } from '@kapsules/domain'
import type { Database } from './database.ts'
import { containsPattern } from './keyset.ts'

interface LineSqlRow {
  seq: string
  at: Date
  channel: LogLine['channel']
  step: number | null
  instance_id: string | null
  text: string
}

const columns = 'seq, at, channel, step, instance_id, text'

/** Lines after a sequence number, oldest first. A search text is found anywhere in a line, whatever its case. */
export async function readLinesAfter(
  { pool }: Database,
  streamId: string,
  { after, limit, search }: { readonly after: number; readonly limit: number; readonly search?: string | undefined },
): Promise<readonly LogLine[]> {
  const { rows } = await pool.query<LineSqlRow>({
    name: 'read-lines-after',
    text: `select ${columns} from log_line
           where stream_id = $1 and seq > $2 and ($4::text is null or text ilike $4) order by seq limit $3`,
    values: [streamId, after, limit, search ? containsPattern(search) : null],
  })
  return rows.map(toLine)
}

/** The newest lines before a sequence number (null = the newest of all), oldest first. */
export async function readLinesBefore(
  { pool }: Database,
  streamId: string,
  {
    before,
    limit,
    search,
  }: {
    readonly before: number | null
    readonly limit: number
    readonly search?: string | undefined
  },
): Promise<readonly LogLine[]> {
  const { rows } = await pool.query<LineSqlRow>(
    `select ${columns} from log_line
     where stream_id = $1 and ($2::bigint is null or seq < $2) and ($4::text is null or text ilike $4)
     order by seq desc limit $3`,
    [streamId, before, limit, search ? containsPattern(search) : null],
  )
  return rows.map(toLine).reverse()
}

function toLine(row: LineSqlRow): LogLine {
  return {
    seq: Number(row.seq),
    at: row.at.getTime(),
    channel: row.channel,
    step: row.step,
    instanceId: row.instance_id,
    text: row.text,
  }
}
