/** The one place that turns what tRPC and fetch throw into a {@link KapsulesError}. */
import { type FaultCode, fault } from '@kapsules/domain'
import { TRPCClientError } from '@trpc/client'
import { clientFault, KapsulesError, type KapsulesFault } from './error.ts'

/** Thrown by our fetch when something answers that does not speak our protocol, such as a proxy's error page. */
export class UnexpectedAnswer extends Error {
  readonly status: number

  constructor(status: number, contentType: string | null) {
    super(`HTTP ${status} with content type ${contentType ?? 'unknown'}`)
    this.status = status
  }
}

/** Thrown by our fetch when the server took longer than the call may take. */
export class DeadlinePassed extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`)
  }
}

/** Codes of tRPC for errors that carry no fault of ours, such as one of its own adapters. */
const transportCodes: Partial<Record<string, FaultCode>> = {
  BAD_REQUEST: 'invalid-input',
  PARSE_ERROR: 'invalid-input',
  UNAUTHORIZED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not-found',
  CONFLICT: 'conflict',
  PAYLOAD_TOO_LARGE: 'limit-exceeded',
  TOO_MANY_REQUESTS: 'too-many-requests',
}

/** The typed error for anything that a call threw. An error that is typed already is given back as it is. */
export function toKapsulesError(error: unknown): KapsulesError {
  if (error instanceof KapsulesError) return error
  return new KapsulesError(readFault(error), { cause: error })
}

function readFault(error: unknown): KapsulesFault {
  const causes = causesOf(error)
  const answered = causes.find((cause) => cause instanceof UnexpectedAnswer)
  if (answered) return notOurs(answered.message)
  if (!(error instanceof TRPCClientError)) return unreachable(causes)
  const data: unknown = error.data
  const sent = field(data, 'fault')
  if (isFault(sent)) return sent
  const status = field(field(error.meta, 'response'), 'status')
  if (status === 413) {
    return fault('limit-exceeded', 'The server refuses a request of this size.', 'Leave out large files.')
  }
  const code = field(data, 'code')
  if (typeof code !== 'string') return typeof status === 'number' ? notOurs(`HTTP ${status}`) : unreachable(causes)
  return fault(transportCodes[code] ?? 'internal', error.message, 'Look at the server log for the full error.')
}

function notOurs(evidence: string): KapsulesFault {
  return clientFault(
    'unexpected-answer',
    'What answered is not a Kapsules server.',
    'Check the URL, and whether a proxy in between can reach the server.',
    [evidence],
  )
}

function unreachable(causes: readonly unknown[]): KapsulesFault {
  const texts = causes.map((cause) => text(cause)).filter((line) => line !== '')
  return clientFault(
    'server-unreachable',
    'The Kapsules server cannot be reached.',
    'Check that it runs and that the URL is right.',
    [...new Set(texts)],
  )
}

/** An error and what caused it, outermost first. Bounded, so that a ring of causes ends. */
function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let at: unknown = error; at && chain.length < 8; at = field(at, 'cause')) chain.push(at)
  return chain
}

function text(cause: unknown): string {
  const message = field(cause, 'message')
  const code = field(cause, 'code')
  // Node reports a refused connection to a name with two addresses by its code alone
  return typeof message === 'string' && message !== '' ? message : typeof code === 'string' ? code : ''
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function isFault(value: unknown): value is KapsulesFault {
  const code = field(value, 'code')
  const evidence = field(value, 'evidence')
  return (
    typeof code === 'string' &&
    code !== '' &&
    typeof field(value, 'message') === 'string' &&
    typeof field(value, 'hint') === 'string' &&
    Array.isArray(evidence) &&
    evidence.every((line) => typeof line === 'string')
  )
}
