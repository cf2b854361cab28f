import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isRetryable, isSignedOut } from './faults.ts'

let onSignedOut: () => void = () => {}

/** Says what happens when the server answers that the session is over. Called once, by the app. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action
}

/** Passes an error on to {@link whenSignedOut} if it means that the session is over. */
export function noteError(error: unknown): void {
  if (isSignedOut(error)) onSignedOut()
}

/** The one cache of answers. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteError }),
  mutationCache: new MutationCache({ onError: noteError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => isRetryable(error) && failures < 3,
    },
  },
})
