/** The HTTP server: tRPC, sign-in, the preview endpoint, probes and the dashboard, with the limits that hold for all of them. */
import { randomUUID } from 'node:crypto'
import websocket from '@fastify/websocket'
import { FaultError, fault } from '@kapsules/domain'
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { createIdentify } from '../access/identify.ts'
import { originsOf } from '../access/origin.ts'
import type { People } from '../access/people.ts'
import { registerAuth } from './auth-routes.ts'
import type { ApiCore, ApiParts } from './context.ts'
import { registerDashboard } from './dashboard-files.ts'
import { sendFault, sendWholeFault } from './faults.ts'
import { createPreviewNewsReader } from './follow-previews.ts'
import { addHeaders, always } from './headers.ts'
import { registerMaintenance } from './maintenance.ts'
import { registerPreviewEndpoint } from './preview-endpoint.ts'
import { registerProbes } from './probes.ts'
import { registerTrpc } from './transport.ts'
import { createOverview } from './usage-overview.ts'

export interface HttpServerParts extends ApiParts {
  readonly people: People
  /** Id of the key that programs on this machine use; it may see what has a record. */
  readonly localKeyId: string
  /** The built dashboard; without an index.html in it the address says so. */
  readonly dashboardDir: string
  /** Addresses of proxies whose X-Forwarded-For is believed; none by default. */
  readonly trustProxy?: readonly string[]
}

/** How long a client may take to send a whole request, ms: a large project over a slow line. */
const requestTimeoutMs = 120_000
/** How long a client may take to send its headers, and a connection may be idle, ms. */
const headersTimeoutMs = 15_000
const keepAliveTimeoutMs = 72_000
/** A batch of fifty procedure names. */
const maxParamLength = 5_000
/** Dashboards send small calls over their socket; projects come by HTTP. */
const maxMessageBytes = 1024 * 1024

/** Makes the server. It does not listen yet. */
export function createHttpServer(parts: HttpServerParts): FastifyInstance {
  const { settings, people } = parts
  const core = createCore(parts)
  const trustedOrigins = originsOf([settings.publicUrl, ...settings.trustedOrigins])
  const identify = createIdentify({ database: parts.database, people, trustedOrigins })
  const app = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: settings.bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    forceCloseConnections: true,
    trustProxy: parts.trustProxy ? [...parts.trustProxy] : false,
    routerOptions: { maxParamLength },
    frameworkErrors: (error, _, reply) =>
      void sendFault(reply.headers(always), 'invalid-input', error.message.slice(0, 300)),
    http: { headersTimeout: headersTimeoutMs },
  })
  addHeaders(app, settings)
  answerErrors(app, parts)
  app.register(websocket, { options: { maxPayload: maxMessageBytes } })
  const scoped = (add: (scope: FastifyInstance) => void) =>
    app.register((scope, _, done) => {
      add(scope)
      done()
    })
  scoped((scope) => registerTrpc(scope, core, identify))
  scoped((scope) => registerAuth(scope, parts, people))
  scoped((scope) => registerPreviewEndpoint(scope, parts))
  scoped((scope) => registerProbes(scope, parts))
  scoped((scope) => registerMaintenance(scope, parts, identify, parts.localKeyId))
  scoped((scope) => registerDashboard(scope, { folder: parts.dashboardDir, previewOrigin: settings.previewOrigin }))
  return app
}

function createCore(parts: ApiParts): ApiCore {
  const { settings, database, live, runtime, describe, report } = parts
  return {
    settings,
    database,
    live,
    runtime,
    describe,
    report,
    bootId: randomUUID().slice(0, 8),
    startedAt: Date.now(),
    news: createPreviewNewsReader(database, settings.previewOrigin),
    overview: createOverview(live),
  }
}

/** What goes wrong outside tRPC is told in the same shape, and never with a stack. */
function answerErrors(app: FastifyInstance, { report }: ApiParts): void {
  app.setNotFoundHandler((_, reply) => sendFault(reply, 'not-found', 'There is no such page.'))
  app.setErrorHandler((error: FastifyError | FaultError, request, reply) => {
    if (error instanceof FaultError) return sendWholeFault(reply, error.fault)
    if (error.statusCode === 413) {
      const message = `The request is larger than ${request.routeOptions.bodyLimit} bytes.`
      return sendWholeFault(reply, fault('limit-exceeded', message, 'Leave out node_modules and build output.'))
    }
    if (error.statusCode !== undefined && error.statusCode < 500)
      return sendFault(reply, 'invalid-input', error.message.slice(0, 300))
    report('a request failed', { method: request.method, path: request.routeOptions.url, requestId: request.id, error })
    const evidence = [`request ${request.id}`]
    return sendWholeFault(
      reply,
      fault('internal', 'Something failed that we did not foresee.', 'Tell the operators the request id.', evidence),
    )
  })
}
