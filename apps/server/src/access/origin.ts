/**
 * Which pages may use a person's session. A browser sends the cookie with requests of any page on the same host name, and
 * with every WebSocket; what tells them apart is the Origin header, so it is checked for all of them alike.
 */

/**
 * Whether a request that carries this Origin comes from the dashboard: from its public address, from one of the trusted
 * origins, or from the very host and port that the request went to.
 */
export function isTrustedOrigin(origin: string, host: string | undefined, trusted: readonly string[]): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== origin.toLowerCase()) return false
  return url.host === host?.toLowerCase() || trusted.includes(url.origin)
}

/** The origins of addresses. Throws TypeError when one is no address. */
export function originsOf(addresses: readonly string[]): readonly string[] {
  return addresses.map((address) => new URL(address).origin)
}
