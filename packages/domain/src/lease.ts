/**
 * Port leases: the row that owns a host port of the configured range. A port is never probed: it is leased, published, and
 * the engine's refusal is the answer. A refused port is blocked for a while and the next one is leased.
 */

export interface PortRange {
  readonly start: number
  /** Inclusive. */
  readonly end: number
}

/** How long a port that the engine refused stays blocked, in ms. */
export const portBlockMs = 10 * 60_000

/**
 * The port to lease next, or null when the range is used up. Goes on after `last` and wraps, so that a port just given
 * back is the last to be given out again: late packets of its old owner's clients find nobody.
 */
export function nextPort(range: PortRange, unavailable: ReadonlySet<number>, last: number | null): number | null {
  const size = range.end - range.start + 1
  const offset = last === null || last < range.start || last > range.end ? 0 : last - range.start + 1
  for (let step = 0; step < size; step += 1) {
    const port = range.start + ((offset + step) % size)
    if (!unavailable.has(port)) return port
  }
  return null
}

/** An IPv4 pool that is cut into /28 subnets, one per preview: 13 usable addresses beside the gateway. */
export interface SubnetPool {
  /** First address as a 32-bit number. */
  readonly base: number
  readonly count: number
}

const subnetSize = 16

/** Reads `10.201.0.0/16` and the like. Returns null when it is no IPv4 network or has no room for a /28. */
export function parseSubnetPool(text: string): SubnetPool | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (!match) return null
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number)
  if ([a, b, c, d].some((octet) => octet > 255) || prefix < 8 || prefix > 28) return null
  const base = ((a * 256 + b) * 256 + c) * 256 + d
  const count = 2 ** (28 - prefix)
  return base % (count * subnetSize) === 0 ? { base, count } : null
}

/** The n-th /28 of a pool in CIDR form. Throws RangeError outside the pool. */
export function subnetAt(pool: SubnetPool, index: number): string {
  if (!Number.isInteger(index) || index < 0 || index >= pool.count)
    throw new RangeError(`subnet ${index} is outside the pool`)
  const address = pool.base + index * subnetSize
  const octets = [address / 2 ** 24, address / 2 ** 16, address / 2 ** 8, address].map((part) => Math.floor(part) % 256)
  return `${octets.join('.')}/28`
}
