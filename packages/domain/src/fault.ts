/**
 * What can go wrong, as data. A fault names its owner (who has to act), says in one sentence what happened,
 * shows the lines that prove it, and hints at the one thing that helps. The core returns faults; edges wrap
 * foreign errors into them once; the API maps codes to transport errors in a single table.
 */

/** Who has to act: the project's author, the caller of the API, or the people who run the platform. */
export type FaultOwner = 'project' | 'request' | 'platform'

export const faultOwners = {
  // the project's files or its app
  'empty-project': 'project',
  'unrecognised-project': 'project',
  'invalid-dockerfile': 'project',
  'install-failed': 'project',
  'missing-dependency': 'project',
  'build-script-failed': 'project',
  'build-step-failed': 'project',
  'build-timed-out': 'project',
  'exits-at-start': 'project',
  'crash-loop': 'project',
  'listens-on-localhost-only': 'project',
  'wrong-port': 'project',
  'never-healthy': 'project',
  'out-of-memory': 'project',
  'policy-blocked': 'project',
  // the call
  'invalid-input': 'request',
  'invalid-file': 'request',
  'limit-exceeded': 'request',
  'not-found': 'request',
  conflict: 'request',
  unauthenticated: 'request',
  forbidden: 'request',
  'too-many-requests': 'request',
  // the platform
  'engine-unreachable': 'platform',
  'engine-refused': 'platform',
  'engine-timed-out': 'platform',
  'base-image-missing': 'platform',
  'image-missing': 'platform',
  'ports-exhausted': 'platform',
  'networks-exhausted': 'platform',
  'port-taken': 'platform',
  'subnet-taken': 'platform',
  'database-unreachable': 'platform',
  interrupted: 'platform',
  internal: 'platform',
} as const satisfies Record<string, FaultOwner>

export type FaultCode = keyof typeof faultOwners

export interface Fault {
  readonly code: FaultCode
  /** One sentence for people: what happened. */
  readonly message: string
  /** Log lines, paths or numbers that prove it, oldest first. Empty when the message says it all. */
  readonly evidence: readonly string[]
  /** What to do next. */
  readonly hint: string
}

/** Builds a fault. */
export function fault(code: FaultCode, message: string, hint: string, evidence: readonly string[] = []): Fault {
  return { code, message, hint, evidence }
}

/** A fault on its way up the stack. Thrown by edges, caught where it is turned into a record or an answer. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  readonly fault: Fault

  constructor(value: Fault, options?: { cause?: unknown }) {
    super(value.message, options)
    this.fault = value
  }
}

/** Throws a {@link FaultError} made of the given parts. */
export function fail(code: FaultCode, message: string, hint: string, evidence: readonly string[] = []): never {
  throw new FaultError(fault(code, message, hint, evidence))
}

/** The fault inside an error; anything unknown becomes `internal` and keeps its message as evidence. */
export function toFault(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault
  const text = error instanceof Error ? error.message : String(error)
  return fault('internal', 'Something failed that we did not foresee.', 'Look at the server log for the full error.', [
    text,
  ])
}
