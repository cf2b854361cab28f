/** One HTTP request to an app, to see whether it answers. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Probe } from '@kapsules/domain'

/** Bytes of an answer that are read and thrown away before the connection is cut. */
const bodyLimitBytes = 64 * 1024

/**
 * Asks for `/` on a port of this host and tells what came back within `deadlineMs`. Any HTTP answer counts, redirects are
 * not followed. Never throws.
 */
export function probeHttp(port: number, deadlineMs: number, signal: AbortSignal): Promise<Probe> {
  const begun = performance.now()
  return new Promise((resolve) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path: '/',
      agent: false,
      headers: { 'user-agent': 'kapsules-probe', accept: '*/*' },
      signal,
    })
    const late = () => asked.destroy(new Error(`no answer within ${deadlineMs} ms`))
    // when we ourselves were busy for long, an answer may have come that is read only after timers have run
    const timer = setTimeout(() => setImmediate(late), deadlineMs)
    asked.on('response', (response) => {
      const latencyMs = performance.now() - begun
      discard(response, asked)
      resolve({ kind: 'answered', status: response.statusCode ?? 0, latencyMs })
    })
    asked.on('upgrade', (_response, socket) => {
      socket.destroy()
      resolve({ kind: 'answered', status: 101, latencyMs: performance.now() - begun })
    })
    asked.on('error', (error) => resolve({ kind: 'silent', why: reasonOf(error) }))
    asked.on('close', () => {
      clearTimeout(timer)
      resolve({ kind: 'silent', why: 'the connection was closed without an answer' })
    })
    asked.end()
  })
}

/** Lets an app finish a short answer in peace. */
function discard(response: IncomingMessage, asked: ClientRequest): void {
  let read = 0
  response.on('data', (chunk: Buffer) => {
    read += chunk.length
    if (read > bodyLimitBytes) asked.destroy()
  })
  // it was answered; how the rest of the body fares is not asked
  response.on('error', () => {})
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on its port',
  ECONNRESET: 'the connection was closed without an answer',
  EPIPE: 'the connection was closed without an answer',
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const code = error.code ?? ''
  if (code.startsWith('HPE_')) return 'its answer is not HTTP'
  return reasons[code] ?? error.message
}
