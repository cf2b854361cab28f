/** People, as far as they are not better-auth's own business. */
import type { Database } from './database.ts'

/** Whether anybody can sign in at all. */
export async function hasPeople({ pool }: Database): Promise<boolean> {
  const { rowCount } = await pool.query('select 1 from "user" limit 1')
  return rowCount !== 0
}
