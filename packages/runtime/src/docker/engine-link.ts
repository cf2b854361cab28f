/** One call to the engine: sent, bounded in time and size, and every way it can go wrong turned into a fault. */
import { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { type Deadlines, withDeadline } from './deadline.ts'
import { codeOf, linkFault, unreachable, unreadable } from './engine-faults.ts'

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  /** A tar stream in the place of a body. */
  readonly upload?: Readable
}

export interface Reply {
  readonly status: number
  readonly text: string
}

/** An answer whose body is still coming. */
export interface OpenReply {
  readonly status: number
  /** Bytes as they come; throws `engine-unreachable` when the connection breaks off. Ends quietly once closed. */
  readonly chunks: AsyncIterable<Buffer>
  /** Cuts the connection. */
  close(): void
}

/** The part of dockerode's modem that we use. */
export interface Dialer {
  dial(options: object, done: (error: unknown, response: unknown) => void): void
}

/** The most that an answer read as a whole may hold, bytes. */
const maxReplyBytes = 64 * 1024 * 1024

// every status comes back as an answer: what it means is for the caller of that call to say
const anyStatus = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [index + 100, true]))

export class EngineLink {
  readonly deadlines: Deadlines
  readonly #dialer: Dialer
  readonly #where: string

  /** `where` names the engine's address to people. */
  constructor(dialer: Dialer, where: string, deadlines: Deadlines) {
    this.#dialer = dialer
    this.#where = where
    this.deadlines = deadlines
  }

  /** Sends a call and reads the whole answer within `ms`. Reading calls are sent again when a kept connection had died. */
  async ask(call: Call, ms: number, signal: AbortSignal): Promise<Reply> {
    return await withDeadline(ms, nameOf(call), signal, async (inner) => {
      try {
        return await this.#once(call, inner)
      } catch (error) {
        if (inner.aborted || call.method !== 'GET' || !isCut(error)) throw error
        return await this.#once(call, inner)
      }
    })
  }

  /** Sends a call and hands over the answer once its head is there, within `ms`; the body lives until `signal` fires. */
  async open(call: Call, ms: number, signal: AbortSignal): Promise<OpenReply> {
    const life = new AbortController()
    const close = () => life.abort()
    signal.addEventListener('abort', close, { once: true })
    const release = () => {
      signal.removeEventListener('abort', close)
      close()
    }
    try {
      const response = await withDeadline(ms, nameOf(call), signal, () => this.#dial(call, life.signal))
      const chunks = this.#chunks(call, response, life.signal, release)
      return { status: response.statusCode ?? 0, chunks, close: release }
    } catch (error) {
      release()
      throw error
    }
  }

  async #once(call: Call, signal: AbortSignal): Promise<Reply> {
    const response = await this.#dial(call, signal)
    try {
      return { status: response.statusCode ?? 0, text: await readText(response) }
    } catch (error) {
      if (error instanceof RangeError) throw unreadable(nameOf(call), error)
      throw unreachable(this.#where, nameOf(call), error)
    }
  }

  async *#chunks(
    call: Call,
    response: IncomingMessage,
    life: AbortSignal,
    release: () => void,
  ): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of response) yield chunk
    } catch (error) {
      if (!life.aborted) throw unreachable(this.#where, nameOf(call), error)
    } finally {
      release()
    }
  }

  #dial(call: Call, signal: AbortSignal): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    this.#dialer.dial(
      {
        method: call.method,
        path: `${call.path}?`,
        options: { _query: call.query ?? {}, _body: call.body ?? {} },
        file: call.upload,
        isStream: true,
        statusCodes: anyStatus,
        abortSignal: signal,
      },
      (error, response) => {
        if (response instanceof IncomingMessage) {
          // an abort after the last reader has left must not become an uncaught error
          response.on('error', () => undefined)
          resolve(response)
        } else reject(linkFault(this.#where, nameOf(call), error))
      },
    )
    return promise
  }
}

/** How a call is named in evidence. */
export function nameOf(call: Call): string {
  return `${call.method} ${call.path}`
}

async function readText(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length
    if (size > maxReplyBytes) throw new RangeError(`the answer is larger than ${maxReplyBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function isCut(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return codeOf(cause) === 'ECONNRESET' || codeOf(cause) === 'EPIPE'
}
