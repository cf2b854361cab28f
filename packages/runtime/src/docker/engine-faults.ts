/** What the engine, or its absence, becomes for the rest of the platform. */
import { type Fault, FaultError, fault } from '@kapsules/domain'

/** A status that was not among those a caller can go on with. */
export interface Refusal {
  readonly status: number
  /** The engine's own words. */
  readonly message: string
}

/** Nothing answers at the engine's address, or the connection broke off. */
export function unreachable(where: string, what: string, cause: unknown): FaultError {
  const why = cause instanceof Error ? cause.message || String(codeOf(cause)) : String(cause)
  const hint =
    codeOf(cause) === 'EACCES'
      ? 'Run as root or as a member of the docker group.'
      : 'Start the engine, or point DOCKER_HOST at one that runs.'
  return wrap(fault('engine-unreachable', `The engine at ${where} does not answer.`, hint, [`${what}: ${why}`]), cause)
}

/** The engine took longer than a call may take. */
export function timedOut(what: string, ms: number): FaultError {
  const hint = 'Look at the load of the engine and its host; the call is repeated later where that helps.'
  return wrap(fault('engine-timed-out', `The engine did not answer within ${seconds(ms)}.`, hint, [what]))
}

/** The engine said no. */
export function refused(what: string, refusal: Refusal): FaultError {
  const hint = 'Read the engine’s own words in the evidence.'
  const line = `${what}: HTTP ${refusal.status}: ${refusal.message}`
  return wrap(fault('engine-refused', 'The engine refused a call.', hint, [line]))
}

/** An answer that is not what an engine says: not HTTP, not JSON, or of another shape. */
export function unreadable(what: string, cause: unknown): FaultError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const hint = 'Check that DOCKER_HOST is a Docker Engine of API version 1.41 or later.'
  return wrap(
    fault('engine-refused', 'The engine gave an answer that makes no sense.', hint, [`${what}: ${why}`]),
    cause,
  )
}

/** The fault for a connection that failed, by its error code. */
export function linkFault(where: string, what: string, cause: unknown): FaultError {
  const code = codeOf(cause)
  return code?.startsWith('HPE_') ? unreadable(what, cause) : unreachable(where, what, cause)
}

/** Node's code of a system error, if it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function wrap(value: Fault, cause?: unknown): FaultError {
  return cause === undefined ? new FaultError(value) : new FaultError(value, { cause })
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
