/** Finds out who sends a request: a program by its key, a person by the session in its cookies. */
import { fail } from '@kapsules/domain'
import type { Database } from '../store/database.ts'
import { keyInHeaders, verifyKey } from './keys.ts'
import { isTrustedOrigin } from './origin.ts'
import type { People } from './people.ts'
import { anonymous, type Who } from './who.ts'

export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** A key that came beside the headers, as with programs that can set none; null when there is none. */
  readonly apiKey: string | null
}

export type Identify = (credentials: Credentials) => Promise<Who>

export interface IdentifyParts {
  readonly database: Database
  readonly people: Pick<People, 'whoIs'>
  /** Origins whose pages may use a person's session, beside the one the request goes to. */
  readonly trustedOrigins: readonly string[]
}

/**
 * Makes the way to find out. A key that does not count is nobody, whatever cookies come with it. Throws `forbidden` when a
 * foreign page uses a person's session, and `database-unreachable`.
 */
export function createIdentify({ database, people, trustedOrigins }: IdentifyParts): Identify {
  return async ({ headers, apiKey }) => {
    const key = apiKey ?? keyInHeaders(headers)
    if (key !== null) return (await verifyKey(database, key)) ?? anonymous
    const { cookie, origin, host } = headers
    if (typeof cookie !== 'string') return anonymous
    if (origin !== undefined && !isTrustedOrigin(String(origin), asText(host), trustedOrigins))
      fail('forbidden', 'This page may not use your session.', 'Open the dashboard at its own address.')
    return (await people.whoIs(new Headers({ cookie }))) ?? anonymous
  }
}

function asText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Asks at most once in `freshMs`, and never twice at the same time; failures are not kept. */
export function remembered(ask: () => Promise<Who>, freshMs: number, now: () => number = Date.now): () => Promise<Who> {
  let last: { readonly at: number; readonly who: Promise<Who> } | null = null
  return () => {
    if (last && now() - last.at < freshMs) return last.who
    const asked = { at: now(), who: ask() }
    last = asked
    asked.who.catch(() => {
      if (last === asked) last = null
    })
    return asked.who
  }
}
