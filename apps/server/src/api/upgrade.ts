/**
 * Who may open a WebSocket. A browser opens one from any page, with the cookies of the person who looks at it, so the
 * Origin decides; a program has no Origin and brings a key, in a header or in its first message.
 */
import { type FaultCode, FaultError, fault, toFault } from '@kapsules/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Identify } from '../access/identify.ts'
import { keyInHeaders } from '../access/keys.ts'
import { isTrustedOrigin, originsOf } from '../access/origin.ts'
import type { ApiParts } from './context.ts'
import { httpStatusOf } from './trpc.ts'

/** Makes the hook that answers an upgrade that is refused, before any handler sees it. */
export function refuseUpgrade({ settings }: Pick<ApiParts, 'settings'>, identify: Identify) {
  const trusted = originsOf([settings.publicUrl, ...settings.trustedOrigins])
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const why = await wrongWith(request, identify, trusted)
    if (why) await reply.code(httpStatusOf(why.fault.code)).send({ fault: why.fault })
  }
}

async function wrongWith(
  { headers, url }: FastifyRequest,
  identify: Identify,
  trusted: readonly string[],
): Promise<FaultError | null> {
  const { origin } = headers
  if (headers['sec-websocket-protocol'] !== undefined) return refusal('invalid-input', 'No subprotocol is spoken here.')
  if (origin !== undefined && !isTrustedOrigin(origin, headers.host, trusted))
    return refusal('forbidden', 'This page may not connect here.')
  const hasKey = keyInHeaders(headers) !== null
  if (origin === undefined && !hasKey && headers.cookie !== undefined)
    return refusal('forbidden', 'A session is used by a page, and a page has an origin.')
  if (!hasKey && announcesKey(url)) return null
  try {
    const who = await identify({ headers, apiKey: null })
    return who.kind === 'anonymous' ? refusal('unauthenticated', 'Sign in or send an API key.') : null
  } catch (error) {
    return new FaultError(toFault(error), { cause: error })
  }
}

/** Whether the socket's first message will bring a key. */
export function announcesKey(url: string): boolean {
  return new URLSearchParams(url.split('?')[1]).get('connectionParams') === '1'
}

function refusal(code: FaultCode, message: string): FaultError {
  return new FaultError(fault(code, message, 'Open the dashboard at its own address, or use an API key.'))
}
