/** The typed client: every procedure of the server, and the two things a program waits for. */
import type { AppRouter } from '@kapsules/server/api'
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  retryLink,
  splitLink,
  type TRPCClient,
} from '@trpc/client'
import { EventSource as PortableEventSource } from 'eventsource'
import { type BuildProgress, followBuild } from './follow-build.ts'
import { followLog, type LogProgress } from './follow-log.ts'
import { toKapsulesError } from './read-error.ts'
import { callFetch, type Fetch, streamFetch } from './transport.ts'
import type { BuildRow } from './views.ts'
import { type LiveDeploy, type WaitOptions, waitUntilLive } from './wait-until-live.ts'

export type Trpc = TRPCClient<AppRouter>

export interface KapsulesClientOptions {
  /** Where the server is, for example `http://127.0.0.1:4000`. */
  readonly url: string
  readonly apiKey: string
  /** Defaults to the platform's. */
  readonly fetch?: Fetch
  /** How long a call may take, ms; uploads take up to ten times as long. Defaults to 30 s. */
  readonly deadlineMs?: number
  /** Any that takes `fetch` in its options, as the package eventsource does; the key travels in a header. */
  readonly EventSource?: typeof PortableEventSource
}

export interface KapsulesClient {
  /** The server's address without a slash at its end. */
  readonly url: string
  /** Every procedure. What it throws is read with `toKapsulesError`. */
  readonly trpc: Trpc
  /**
   * Waits until a version of a preview serves. Survives cuts and restarts of the server.
   * @throws DeployFailed with the fault when that can no longer happen; KapsulesError `wait-timed-out` or
   *   `server-unreachable` when waiting makes no sense any more (the deploy itself goes on); the signal's reason.
   */
  waitUntilLive(previewId: string, versionId: string, options?: WaitOptions): Promise<LiveDeploy>
  /**
   * Follows a build to its end, each line once, and gives back its last state, whatever that is.
   * @throws KapsulesError when it cannot be followed any longer; the signal's reason.
   */
  followBuild(buildId: string, progress?: BuildProgress): Promise<BuildRow>
  /**
   * Follows what a preview's instances put out, each line once, until the signal.
   * @throws KapsulesError when it cannot be followed any longer; the signal's reason.
   */
  followLog(previewId: string, progress: LogProgress): Promise<never>
}

/** Creates a client. Nothing is sent before the first call. Throws a TypeError when the URL is none. */
export function createKapsulesClient(options: KapsulesClientOptions): KapsulesClient {
  const url = new URL(options.url).href.replace(/\/+$/, '')
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
  const endpoint = `${url}/trpc`
  const trpc = createTRPCClient<AppRouter>({
    links: [
      retryLink({
        retry: ({ op, error, attempts }) => attempts < maxAttempts && isRepeatable(op) && isTransient(error),
        retryDelayMs: (attempt) => 200 * 2 ** attempt,
      }),
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink({
          url: endpoint,
          EventSource: options.EventSource ?? PortableEventSource,
          eventSourceOptions: { fetch: streamFetch(fetch, options.apiKey) },
        }),
        false: httpBatchLink({
          url: endpoint,
          fetch: callFetch(fetch, options.apiKey, options.deadlineMs),
          maxURLLength: 8_000,
        }),
      }),
    ],
  })
  return {
    url,
    trpc,
    waitUntilLive: (previewId, versionId, wait) => waitUntilLive(trpc, previewId, versionId, wait),
    followBuild: (buildId, progress) => followBuild(trpc, buildId, progress),
    followLog: (previewId, progress) => followLog(trpc, previewId, progress),
  }
}

const maxAttempts = 3

/** Whether doing it twice is the same as doing it once: reads, and deploys that carry a key of idempotency. */
function isRepeatable(op: { type: string; path: string; input: unknown }): boolean {
  if (op.type === 'query') return true
  const { input } = op
  if (op.path !== 'previews.deploy' || typeof input !== 'object' || input === null) return false
  return 'idempotencyKey' in input && typeof input.idempotencyKey === 'string'
}

function isTransient(error: unknown): boolean {
  const { fault } = toKapsulesError(error)
  return (
    fault.code === 'server-unreachable' || fault.code === 'unexpected-answer' || fault.code === 'database-unreachable'
  )
}
