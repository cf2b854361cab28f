import type { Database } from './database.ts'

export interface LiveAddress {
  readonly projectId: string
  readonly name: string
  readonly hostPort: number
}

/** Where live previews are reached, the oldest preview first. */
export async function readLiveAddresses({ pool }: Database): Promise<readonly LiveAddress[]> {
  const { rows } = await pool.query<LiveAddress>(
    `select p.project_id as "projectId", p.name, i.host_port as "hostPort"
     from preview p join preview_status s on s.preview_id = p.id join instance i on i.id = s.live_instance_id
     where s.phase = 'live' order by p.created_at limit 5`,
  )
  return rows
}
