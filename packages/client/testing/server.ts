/**
 * A real tRPC server over HTTP for tests of programs that speak to Kapsules. It can be cut and restarted on its port
 * while clients watch. It holds no engine and no database: those are what the end-to-end tests are for.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { createTestRouter } from './router.ts'
import { World } from './world.ts'

export { testKey } from './router.ts'
export { World } from './world.ts'

export interface TestServer {
  readonly url: string
  readonly world: World
  /** Path and query of each request, in order. */
  readonly requests: string[]
  /** Ends every open connection at once, as a network does. */
  cut(): void
  stop(): Promise<void>
  /** Listens again on the same port. */
  start(): Promise<void>
}

/** Starts a server on a free port of the loopback. */
export async function startTestServer(world: World = new World()): Promise<TestServer> {
  const requests: string[] = []
  const handler = createHTTPHandler({
    router: createTestRouter(world),
    basePath: '/trpc/',
    createContext: ({ req }) => ({ apiKey: req.headers.authorization?.replace(/^Bearer /, '') }),
  })
  let server: Server | undefined
  let port = 0
  const start = async () => {
    const next = createServer((request, response) => {
      requests.push(request.url ?? '')
      handler(request, response)
    })
    await new Promise<void>((resolve, reject) => {
      next.once('error', reject)
      next.listen(port, '127.0.0.1', resolve)
    })
    port = (next.address() as AddressInfo).port
    server = next
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    world,
    requests,
    start,
    cut: () => server?.closeAllConnections(),
    async stop() {
      const old = server
      server = undefined
      if (!old) return
      const closed = new Promise<void>((resolve) => old.close(() => resolve()))
      old.closeAllConnections()
      await closed
    },
  }
}
