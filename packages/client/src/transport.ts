/** How calls reach the server: who asks, how long a call may take, and what an answer must look like. */
import { DeadlinePassed, UnexpectedAnswer } from './read-error.ts'

export type Fetch = typeof globalThis.fetch

const defaultDeadlineMs = 30_000
/** An upload carries a whole project, so it may take longer by this factor. */
const uploadFactor = 10
const uploads = /\/previews\.(deploy|plan)$/

/** What tRPC says about a call. */
interface CallInit {
  readonly method?: string | undefined
  readonly body?: RequestInit['body'] | undefined
  readonly headers?: HeadersInit | undefined
  readonly signal?: AbortSignal | null | undefined
}

/** A fetch for queries and mutations: adds the key, ends a call at its deadline, accepts nothing but JSON. */
export function callFetch(base: Fetch, apiKey: string, deadlineMs = defaultDeadlineMs) {
  return async (input: Request | URL | string, init: CallInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input)
    const ms = uploads.test(url.pathname) ? deadlineMs * uploadFactor : deadlineMs
    const deadline = AbortSignal.timeout(ms)
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline
    const { method = 'GET', body = null } = init
    try {
      const response = await base(input, { method, body, signal, headers: withKey(init.headers, apiKey) })
      await refuseForeign(response)
      return response
    } catch (error) {
      throw deadline.aborted ? new DeadlinePassed(ms) : error
    }
  }
}

/**
 * A fetch for event streams: adds the key as a header, so that it stands in no URL and no access log. A refusal, which
 * an EventSource would reduce to its status, is handed on as the error event that the stream would have carried.
 */
export function streamFetch(base: Fetch, apiKey: string) {
  return async (url: string | URL, init: { signal: AbortSignal; headers: Record<string, string> }) => {
    const headers = withKey(init.headers, apiKey)
    const response = await base(url, { signal: init.signal, headers, cache: 'no-store' })
    if (response.ok || !isJson(response)) return response
    const answer: unknown = await response.json()
    const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined
    if (typeof error !== 'object' || error === null) throw new UnexpectedAnswer(response.status, 'application/json')
    return new Response(`event: serialized-error\ndata: ${JSON.stringify(error)}\n\n`, {
      headers: { 'content-type': 'text/event-stream' },
    })
  }
}

async function refuseForeign(response: Response): Promise<void> {
  if (isJson(response)) return
  await response.body?.cancel()
  throw new UnexpectedAnswer(response.status, response.headers.get('content-type'))
}

function isJson(response: Response): boolean {
  return /^application\/(.+\+)?json\b/.test(response.headers.get('content-type') ?? '')
}

function withKey(headers: HeadersInit | undefined, apiKey: string): Record<string, string> {
  return { ...Object.fromEntries(new Headers(headers)), authorization: `Bearer ${apiKey}` }
}
