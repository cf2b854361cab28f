/** What holds for every request and answer: headers that limit what browsers do with us, and a host name that makes sense. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiSettings } from './context.ts'
import { sendFault } from './faults.ts'

/** What every answer carries. */
export const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // pages set their own; everything else is data
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

const hostPattern = /^(?:[a-z0-9](?:[a-z0-9.-]{0,252})|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/** Adds the hooks. */
export function addHeaders(app: FastifyInstance, settings: ApiSettings): void {
  const dashboard = new URL(settings.publicUrl)
  const previewHost = new URL(settings.previewOrigin).hostname
  const strict = dashboard.protocol === 'https:' ? { 'strict-transport-security': 'max-age=31536000' } : {}
  // the plugin ends the sockets of upgrades that it has seen; those refused here it never sees, and nobody else counts them
  app.addHook('onResponse', async (request) => {
    if (request.headers.upgrade !== undefined) request.raw.socket.destroy()
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...always, ...strict, 'x-request-id': request.id })
    const host = request.headers.host ?? ''
    if (!hostPattern.test(host)) return sendFault(reply, 'invalid-input', 'The Host header is not a host name.')
    // the plugin would open a socket on any path, and close it
    if (/websocket/i.test(request.headers.upgrade ?? '') && !/^\/trpc(\?|$)/.test(request.url))
      return sendFault(reply, 'not-found', 'There is no socket at this path.')
    if (previewHost !== dashboard.hostname && request.hostname === previewHost)
      return sendHome(request, reply, dashboard)
  })
}

/**
 * Cookies know host names and no ports: a session on the host name of previews would be sent to the code of their authors.
 * So pages are sent on to the dashboard's own host name, and nobody signs in here; programs with keys are not concerned.
 */
function sendHome(request: FastifyRequest, reply: FastifyReply, dashboard: URL): FastifyReply | undefined {
  const path = request.url.split('?')[0] ?? ''
  if (path.startsWith('/api/auth/')) return sendFault(reply, 'forbidden', 'Nobody signs in on the host of previews.')
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && !path.startsWith('/api/')
  if (isNavigation) return reply.redirect(new URL(request.url, dashboard).href)
  return undefined
}
