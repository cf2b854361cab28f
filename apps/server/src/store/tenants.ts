import type { Database } from './database.ts'

/** Makes sure that a tenant exists. */
export async function ensureTenant({ pool }: Database, id: string, name: string): Promise<void> {
  await pool.query('insert into tenant (id, name) values ($1, $2) on conflict do nothing', [id, name])
}
