import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { probeHttp } from './probe.ts'

const never = new AbortController().signal
/** For answers that come; never waited for. */
const long = 20_000
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})))
  closers.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const http = (handler: RequestListener) => listen(createHttpServer(handler))
const tcp = (handler: (socket: Socket) => void) => listen(createTcpServer(handler))

test.each([200, 204, 301, 404, 500, 503])('an answer with status %i is an answer', async (status) => {
  const port = await http((_, response) => response.writeHead(status, { location: '/' }).end())
  expect(await probeHttp(port, long, never)).toEqual({ kind: 'answered', status, latencyMs: expect.any(Number) })
})

test('it says who asks, and asks once: redirects are not followed, connections not kept', async () => {
  const asked: (string | undefined)[] = []
  const port = await http((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['user-agent']} ${request.headers.connection}`)
    response.writeHead(302, { location: '/again' }).end()
  })
  await probeHttp(port, long, never)
  expect(asked).toEqual(['GET / kapsules-probe close'])
})

test('a body without end is an answer, and is cut', async () => {
  let closed: (() => void) | undefined
  const cut = new Promise<void>((resolve) => {
    closed = resolve
  })
  const port = await http((_, response) => {
    const write = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384)));
    }
    response.on('drain', write).on('close', () => closed?.())
    write()
  })
  expect(await probeHttp(port, long, never)).toMatchObject({ kind: 'answered', status: 200 })
  await cut
})

test('F11: an app that takes the connection and never answers is silent', async () => {
  const port = await tcp(() => {})
  expect(await probeHttp(port, 50, never)).toEqual({ kind: 'silent', why: 'no answer within 50 ms' })
})

test('an app that drips half a header is silent', async () => {
  const port = await tcp((socket) => socket.write('HTTP/1.1 200 OK\r\nx-slow: '))
  expect(await probeHttp(port, 50, never)).toEqual({ kind: 'silent', why: 'no answer within 50 ms' })
})

test('a port where nothing listens is silent', async () => {
  const server = createTcpServer()
  const port = await listen(server)
  server.close()
  await once(server, 'close')
  expect(await probeHttp(port, long, never)).toEqual({ kind: 'silent', why: 'nothing listens on its port' })
})

test.each([
  { what: 'closes the connection', handler: (socket: Socket) => socket.end() },
  { what: 'breaks the connection', handler: (socket: Socket) => socket.resetAndDestroy() },
])('an app that $what is silent', async ({ handler }) => {
  const port = await tcp(handler)
  expect(await probeHttp(port, long, never)).toMatchObject({ kind: 'silent', why: expect.stringContaining('closed') })
})

test.each(['SSH-2.0-OpenSSH_9.2\r\n', 'HTTP/1.1 abc\r\n\r\n', '\0\0\0'])(
  'what is not HTTP (%j) is silent',
  async (text) => {
    const port = await tcp((socket) => socket.write(text))
    expect(await probeHttp(port, long, never)).toEqual({ kind: 'silent', why: 'its answer is not HTTP' })
  },
)

test('a header without end is silent and bounded', async () => {
  const port = await tcp((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const write = () => {
      while (!socket.destroyed && socket.write(`x-${'a'.repeat(1000)}: b\r\n`));
    }
    socket.on('drain', write)
    write()
  })
  expect(await probeHttp(port, long, never)).toEqual({ kind: 'silent', why: 'its answer is not HTTP' })
})

test('an upgrade that nobody asked for is an answer', async () => {
  const port = await tcp((socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: tea\r\nconnection: upgrade\r\n\r\n'),
  )
  expect(await probeHttp(port, long, never)).toMatchObject({ kind: 'answered', status: 101 })
})

test('a probe that is called off ends', async () => {
  const port = await tcp(() => {})
  const abort = new AbortController()
  const probing = probeHttp(port, long, abort.signal)
  abort.abort()
  expect(await probing).toMatchObject({ kind: 'silent' })
})

test('F32: an answer that came while we were busy counts, however late we see it', async () => {
  const deadlineMs = 500
  const port = await http((_, response) =>
    response.end('ok', () => {
      const until = performance.now() + deadlineMs + 100
      while (performance.now() < until);
    }),
  )
  expect(await probeHttp(port, deadlineMs, never)).toMatchObject({ kind: 'answered', status: 200 })
})
