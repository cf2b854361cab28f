/** Errors of any origin as one thing that can be shown: what happened, why, what to do. */

/** A {@link Fault} of the domain, or our own word for what happened on the way to the server. */
export interface ShownFault {
  readonly code: string
  readonly message: string
  readonly evidence: readonly string[]
  readonly hint: string
}

/** The fault inside an error of a query, a mutation or a subscription. */
export function faultOf(error: unknown): ShownFault {
  const data = dataOf(error)
  if (isShownFault(data?.fault)) return data.fault
  if (data?.code === 'UNAUTHORIZED') {
    return shown('unauthenticated', 'Your session is over.', 'Sign in again.')
  }
  if (data === null && error instanceof Error) {
    return shown('unreachable', 'The server does not answer.', 'Check that it runs and that you are online.', [
      error.message,
    ])
  }
  const text = error instanceof Error ? error.message : String(error)
  return shown('internal', 'The server could not answer.', 'Try again; if it stays, look at the server log.', [text])
}

/** Whether the server says that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return dataOf(error)?.code === 'UNAUTHORIZED'
}

/** Whether asking again may help: the network or the server failed, not the request. */
export function isRetryable(error: unknown): boolean {
  const status = dataOf(error)?.httpStatus
  return typeof status !== 'number' || status >= 500
}

interface ErrorData {
  readonly code?: unknown
  readonly httpStatus?: unknown
  readonly fault?: unknown
}

/** tRPC hangs what the server said on `data`; nothing there means that no answer came. */
function dataOf(error: unknown): ErrorData | null {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null
  return typeof error.data === 'object' ? error.data : null
}

function isShownFault(value: unknown): value is ShownFault {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string' &&
    'hint' in value &&
    'evidence' in value &&
    Array.isArray(value.evidence)
  )
}

function shown(code: string, message: string, hint: string, evidence: readonly string[] = []): ShownFault {
  return { code, message, evidence, hint }
}
