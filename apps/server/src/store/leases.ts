/**
 * Ports and subnets that instances own. A lease is a row; the engine's refusal is the only test of whether a port or
 * subnet is free. What it refuses is blocked for a while, so that the next try takes another.
 */
import { fail, nextPort, type PortRange, portBlockMs, type SubnetPool, subnetAt } from '@kapsules/domain'
import { type Database, type Sql, transaction } from './database.ts'

/** Only one transaction at a time picks from a range: two that pick at once would want the same row. */
const portLock = 7_130_001
const subnetLock = 7_130_002

/**
 * Leases a host port to an instance: one that its preview still holds from an instance before, else the next free one.
 * Throws `ports-exhausted`.
 */
export async function leasePort(sql: Sql, previewId: string, instanceId: string, range: PortRange): Promise<number> {
  const { rows: held } = await sql.query<{ port: number }>(
    `update port_lease set instance_id = $2, leased_at = now()
     where port = (select port from port_lease where preview_id = $1 and instance_id is null and port between $3 and $4 limit 1 for update)
     returning port`,
    [previewId, instanceId, range.start, range.end],
  )
  if (held[0]) return held[0].port
  await sql.query('select pg_advisory_xact_lock($1)', [portLock])
  await sql.query('delete from port_lease where blocked_until < now()')
  const { rows } = await sql.query<{ port: number }>(
    'select port from port_lease where port between $1 and $2 order by leased_at',
    [range.start, range.end],
  )
  const port = nextPort(range, new Set(rows.map((row) => row.port)), rows.at(-1)?.port ?? null)
  if (port === null) {
    fail(
      'ports-exhausted',
      `All ports from ${range.start} to ${range.end} are in use.`,
      'Stop or delete previews, or widen CONTAINER_PORT_RANGE_START..CONTAINER_PORT_RANGE_END.',
    )
  }
  await sql.query('insert into port_lease (port, preview_id, instance_id) values ($1, $2, $3)', [
    port,
    previewId,
    instanceId,
  ])
  return port
}

/** The engine refused this port: block it, and lease another one to the instance. Throws `ports-exhausted`. */
export function replacePort(
  database: Database,
  port: number,
  previewId: string,
  instanceId: string,
  range: PortRange,
): Promise<number> {
  return transaction(database, async (sql) => {
    await sql.query(
      `update port_lease set preview_id = null, instance_id = null, blocked_until = now() + $2 * interval '1 millisecond', leased_at = now()
       where port = $1`,
      [port, portBlockMs],
    )
    const next = await leasePort(sql, previewId, instanceId, range)
    await sql.query('update instance set host_port = $2 where id = $1', [instanceId, next])
    return next
  })
}

/** Gives the port of an instance back to its preview (`keep`) or to everybody (`release`). */
export async function giveBackPort(sql: Sql, instanceId: string, lease: 'keep' | 'release'): Promise<void> {
  const statement =
    lease === 'keep'
      ? 'update port_lease set instance_id = null where instance_id = $1'
      : 'delete from port_lease where instance_id = $1'
  await sql.query(statement, [instanceId])
}

/** Releases ports that a preview holds without an instance. */
export async function releaseSparePorts(database: Database, previewId: string): Promise<void> {
  await database.pool.query('delete from port_lease where preview_id = $1 and instance_id is null', [previewId])
}

/** The subnet of a preview; leased on first use. Throws `networks-exhausted`. */
export function leaseSubnet(database: Database, previewId: string, pool: SubnetPool): Promise<string> {
  return transaction(database, async (sql) => {
    const { rows: held } = await sql.query<{ cidr: string }>('select cidr from subnet_lease where preview_id = $1', [
      previewId,
    ])
    return held[0]?.cidr ?? takeSubnet(sql, previewId, pool)
  })
}

/** The engine refused the subnet of a preview: block it and lease another one. Throws `networks-exhausted`. */
export function replaceSubnet(database: Database, previewId: string, pool: SubnetPool): Promise<string> {
  return transaction(database, async (sql) => {
    await sql.query(
      `update subnet_lease set preview_id = null, blocked_until = now() + $2 * interval '1 millisecond' where preview_id = $1`,
      [previewId, portBlockMs],
    )
    return takeSubnet(sql, previewId, pool)
  })
}

async function takeSubnet(sql: Sql, previewId: string, pool: SubnetPool): Promise<string> {
  await sql.query('select pg_advisory_xact_lock($1)', [subnetLock])
  await sql.query('delete from subnet_lease where blocked_until < now()')
  const { rows } = await sql.query<{ index: number }>(
    `select i::int as index from generate_series(0, least($1, (select count(*) from subnet_lease))) i
     where i < $1 and not exists (select from subnet_lease l where l.index = i) order by i limit 1`,
    [pool.count],
  )
  const index = rows[0]?.index
  if (index === undefined) {
    fail(
      'networks-exhausted',
      `All ${pool.count} subnets of the pool are in use.`,
      'Delete previews, or give PREVIEW_SUBNET_POOL a larger network.',
    )
  }
  const cidr = subnetAt(pool, index)
  await sql.query('insert into subnet_lease (index, cidr, preview_id) values ($1, $2, $3)', [index, cidr, previewId])
  return cidr
}
