/** The way to the server: queries and mutations over HTTP in batches, everything live over one WebSocket. */
import type { AppRouter } from '@kapsules/server/api'
import { createTRPCClient, createWSClient, httpBatchLink, splitLink, wsLink } from '@trpc/client'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { noteHeard, noteLink } from './link-state.ts'
import { queryClient } from './query-client.ts'

/** A query or mutation that has no answer after this long is given up, ms. */
const deadlineMs = 20_000

/** Longest wait between two tries to reconnect, ms, before jitter. */
const longestRetryMs = 4_000

class HeardWebSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols)
    this.addEventListener('message', noteHeard)
  }
}

const socket = createWSClient({
  url: () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/trpc`,
  WebSocket: HeardWebSocket,
  // opened by the first subscription, closed soon after the last: the sign-in page holds none
  lazy: { enabled: true, closeMs: 1_000 },
  keepAlive: { enabled: true, intervalMs: 5_000, pongTimeoutMs: 4_000 },
  // jitter, so that a restarted server does not meet everybody at the same moment
  retryDelayMs: (attempt) => Math.min(200 * 2 ** attempt, longestRetryMs) * (0.75 + Math.random() / 2),
})

socket.connectionState.subscribe({
  next({ state, error }) {
    if (state === 'pending') noteLink('live')
    else if (state === 'idle') noteLink('idle')
    else if (error) noteLink('reconnecting')
  },
})

/** The typed client, for subscriptions; queries and mutations go through {@link trpc}. */
export const api = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: wsLink({ client: socket }),
      false: httpBatchLink({
        url: '/trpc',
        maxURLLength: 4_000,
        fetch: (url, init) => {
          const deadline = AbortSignal.timeout(deadlineMs)
          const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline
          return fetch(url, { ...init, signal } as RequestInit)
        },
      }),
    }),
  ],
})

/** Query and mutation options for TanStack Query. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient })
