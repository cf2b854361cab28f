/** People and their sessions, kept by better-auth in our database. Nobody signs up: admins make people. */
import { randomBytes } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import type { Database } from '../store/database.ts'
import { hasPeople } from '../store/people.ts'
import { isTrustedOrigin, originsOf } from './origin.ts'
import { requireStrongSecret } from './secret.ts'
import { type Person, type Role, roles } from './who.ts'

export interface PeopleSettings {
  readonly secret: string
  /** Where people reach the dashboard, e.g. `http://localhost:4000`; https makes the cookies secure. */
  readonly publicUrl: string
  readonly trustedOrigins: readonly string[]
  /** Attempts to sign in from one address in a minute. */
  readonly signInsPerMinute: number
}

export interface NewPerson {
  readonly email: string
  readonly name: string
  readonly password: string
  readonly role: Role
}

export interface People {
  /** Answers a request under `/api/auth/`. The client's address is taken from {@link clientAddressHeader}. */
  handle(request: Request): Promise<Response>
  /** Whose session the cookies of a request carry; null when nobody's. Throws `database-unreachable`. */
  whoIs(headers: Headers): Promise<Person | null>
  /** Makes somebody who signs in with email and password. Gives the id. */
  create(person: NewPerson): Promise<string>
}

/** Set by our own server after it threw away what the client sent under this name. */
export const clientAddressHeader = 'x-kapsules-client-address'

const minPasswordLength = 12
const minuteSeconds = 60

/** Makes the keeper of people. Throws `invalid-input` when the secret is weak. */
export function createPeople(
  database: Database,
  settings: PeopleSettings,
  report: (message: string, details: Readonly<Record<string, unknown>>) => void,
): People {
  requireStrongSecret(settings.secret)
  const auth = createAuth(database, settings, report)
  return {
    handle: (request) => auth.handler(request),
    async whoIs(headers) {
      if (!headers.has('cookie')) return null
      const session = await auth.api.getSession({ headers }).catch(async (error: unknown) => {
        // the library hides why it failed; if it is the database, this says so
        await hasPeople(database)
        throw error
      })
      if (!session) return null
      const { id, name, email, role } = session.user
      return { kind: 'user', id, name, email, role: roles.find((known) => known === role) ?? 'viewer' }
    },
    async create({ email, name, password, role }) {
      const { internalAdapter, password: passwords } = await auth.$context
      const hash = await passwords.hash(password)
      const user = await internalAdapter.createUser(
        { email: email.toLowerCase(), name, role, emailVerified: true },
        { method: 'admin' },
      )
      await internalAdapter.linkAccount({
        userId: user.id,
        providerId: 'credential',
        accountId: user.id,
        password: hash,
      })
      return user.id
    },
  }
}

function createAuth(
  database: Database,
  { secret, publicUrl, trustedOrigins, signInsPerMinute }: PeopleSettings,
  report: (message: string, details: Readonly<Record<string, unknown>>) => void,
) {
  const trusted = originsOf([publicUrl, ...trustedOrigins])
  return betterAuth({
    appName: 'Kapsules',
    secret,
    baseURL: publicUrl,
    basePath: '/api/auth',
    database: prismaAdapter(database.prisma, { provider: 'postgresql' }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength },
    user: { additionalFields: { role: { type: 'string', required: false, input: false, defaultValue: 'viewer' } } },
    trustedOrigins: (request) => [...trusted, ...sameHost(request)],
    rateLimit: {
      enabled: true,
      window: minuteSeconds,
      max: 300,
      customRules: { '/sign-in/email': { window: minuteSeconds, max: signInsPerMinute } },
    },
    advanced: {
      cookiePrefix: 'kapsules',
      useSecureCookies: publicUrl.startsWith('https:'),
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    telemetry: { enabled: false },
    logger: {
      log: (level, message, ...details) => {
        if (level === 'error') report(`sign-in: ${message}`, { details })
      },
    },
  })
}

function sameHost(request: Request | undefined): readonly string[] {
  const origin = request?.headers.get('origin')
  const host = request?.headers.get('host') ?? undefined
  return origin && isTrustedOrigin(origin, host, []) ? [origin] : []
}

export interface FirstAdmin {
  readonly email: string
  readonly password: string
}

/**
 * Makes an admin when there is nobody yet, and gives what to sign in with: this once, for it is not kept. Null when there
 * is somebody already.
 */
export async function ensureFirstAdmin(
  database: Database,
  people: Pick<People, 'create'>,
  email = 'admin@kapsules.local',
): Promise<FirstAdmin | null> {
  if (await hasPeople(database)) return null
  const password = randomBytes(18).toString('base64url')
  await people.create({ email, name: 'Admin', password, role: 'admin' })
  return { email, password }
}
