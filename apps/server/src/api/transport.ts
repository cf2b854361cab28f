/** tRPC over HTTP (batches, and SSE for the subscriptions of programs) and over one WebSocket for a dashboard. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { fail } from '@kapsules/domain'
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import type { TRPCRequestInfo } from '@trpc/server/http'
import type { FastifyInstance } from 'fastify'
import { type Identify, remembered } from '../access/identify.ts'
import { httpConnection, socketConnection } from './connection.ts'
import type { ApiCore, Connection, Context } from './context.ts'
import { type AppRouter, appRouter } from './router.ts'
import { isUnforeseen } from './trpc.ts'
import { announcesKey, refuseUpgrade } from './upgrade.ts'

/** Calls in one batch; a page of the dashboard makes about ten. */
const maxBatchSize = 50
/** How long a WebSocket is believed to belong to the same person, ms. */
const identityMs = 10_000
/** How long a socket may take to send the key it announced, ms. */
const helloMs = 10_000
const keepAlive = { enabled: true, pingMs: 20_000, pongWaitMs: 10_000 }

/** Serves the procedures under `/trpc`. The WebSocket plugin must be registered before. */
export function registerTrpc(app: FastifyInstance, core: ApiCore, identify: Identify): void {
  const contextFor = (request: IncomingMessage, info: TRPCRequestInfo, requestId: string, connection: Connection) => {
    // over HTTP the parameters stand in the URL, and URLs end up in logs
    const apiKey = connection === httpConnection ? null : keyInParams(info)
    const credentials = { headers: request.headers, apiKey }
    return { ...core, requestId, connection, identify: remembered(() => identify(credentials), identityMs) }
  }
  const onError = ({ error, path, ctx }: { error: Error; path: string | undefined; ctx: Context | undefined }) => {
    if (isUnforeseen(error)) core.report('a call failed', { path, requestId: ctx?.requestId, error })
  }

  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body))
  app.all<{ Params: { path: string } }>('/trpc/:path', (req, res) =>
    fastifyRequestHandler<AppRouter, typeof req, typeof res>({
      router: appRouter,
      createContext: ({ info }) => contextFor(req.raw, info, req.id, httpConnection),
      maxBatchSize,
      onError,
      path: req.params.path,
      req,
      res,
    }),
  )

  const onConnection = getWSConnectionHandler<AppRouter>({
    router: appRouter,
    createContext: async ({ req, res, info }) => {
      const context = contextFor(req, info, randomUUID(), socketConnection(res))
      if ((await context.identify()).kind === 'anonymous')
        fail('unauthenticated', 'Sign in or send an API key.', 'Send the key as the connection parameter apiKey.')
      return context
    },
    onError,
    keepAlive,
    // the sockets come from the plugin, which this handler has no use for
    wss: app.websocketServer,
  })
  const preValidation = refuseUpgrade(core, identify)
  app.get('/trpc', { websocket: true, preValidation }, (socket, request) => {
    onConnection(socket, request.raw)
    if (!announcesKey(request.url)) return
    const silent = setTimeout(() => socket.terminate(), helloMs)
    socket.once('message', () => clearTimeout(silent)).once('close', () => clearTimeout(silent))
  })
}

function keyInParams({ connectionParams }: TRPCRequestInfo): string | null {
  const key: unknown = connectionParams?.apiKey
  return typeof key === 'string' ? key : null
}
