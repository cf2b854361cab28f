/** Signing in and out, under /api/auth. Only what the dashboard needs is reachable. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isTrustedOrigin, originsOf } from '../access/origin.ts'
import { clientAddressHeader, type People } from '../access/people.ts'
import { hasPeople } from '../store/people.ts'
import type { ApiParts } from './context.ts'
import { sendFault } from './faults.ts'

const bodyLimit = 64 * 1024

const reachable = new Set([
  'sign-in/email',
  'sign-out',
  'get-session',
  'change-password',
  'update-user',
  'list-sessions',
  'revoke-session',
  'revoke-sessions',
  'revoke-other-sessions',
])

/** Hands what is reachable to the keeper of people. */
export function registerAuth(app: FastifyInstance, parts: ApiParts, people: People): void {
  const { publicUrl, trustedOrigins } = parts.settings
  const trusted = originsOf([publicUrl, ...trustedOrigins])
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body))
  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    bodyLimit,
    handler: async (request, reply) => {
      if (!reachable.has(request.params['*'])) return sendFault(reply, 'not-found', 'There is no such page.')
      const { origin, host } = request.headers
      if (origin !== undefined && !isTrustedOrigin(origin, host, trusted))
        return sendFault(reply, 'forbidden', 'This page may not sign people in.')
      const answer = await people.handle(toRequest(request, publicUrl))
      // the library answers 500 for everything; if it is the database, this throws what says so
      if (answer.status >= 500) await hasPeople(parts.database)
      return relay(answer, reply)
    },
  })
}

function toRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one)
  headers.set(clientAddressHeader, request.ip)
  const body = typeof request.body === 'string' && request.method === 'POST' ? request.body : null
  return new Request(new URL(request.url, publicUrl), { method: request.method, headers, body })
}

async function relay(answer: Response, reply: FastifyReply): Promise<FastifyReply> {
  reply.code(answer.status)
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value)
  // each cookie is a header line of its own
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  return reply.header('cache-control', 'no-store').send(await answer.text())
}
