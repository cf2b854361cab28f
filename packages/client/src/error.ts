/** What a call can fail with: the server's fault, or one of the few that only a client can see. */
import { type Fault, type FaultCode, type FaultOwner, fault, faultOwners } from '@kapsules/domain'

/** Faults that never come from the server, because it could not be asked or did not answer. */
const clientFaultOwners = {
  'server-unreachable': 'platform',
  'unexpected-answer': 'platform',
  'wait-timed-out': 'platform',
} as const satisfies Record<string, FaultOwner>

export type ClientFaultCode = keyof typeof clientFaultOwners

/** A fault as callers of the client see it. */
export interface KapsulesFault extends Omit<Fault, 'code'> {
  readonly code: FaultCode | ClientFaultCode
}

/** Anything that went wrong with a call, with the reason as data. */
export class KapsulesError extends Error {
  override readonly name: string = 'KapsulesError'
  readonly fault: KapsulesFault

  constructor(value: KapsulesFault, options?: { cause?: unknown }) {
    super(value.message, options)
    this.fault = value
  }
}

/** How a deploy that did not become live has ended. */
export type DeployOutcome = 'failed' | 'superseded' | 'cancelled' | 'stopped' | 'deleted'

/** A deploy that was accepted and did not become live. `fault` is what a person or a generator has to mend. */
export class DeployFailed extends KapsulesError {
  override readonly name = 'DeployFailed'
  readonly outcome: DeployOutcome
  readonly previewId: string
  readonly versionId: string

  constructor(outcome: DeployOutcome, value: KapsulesFault, deploy: { previewId: string; versionId: string }) {
    super(value)
    this.outcome = outcome
    this.previewId = deploy.previewId
    this.versionId = deploy.versionId
  }
}

/** Who has to act on a fault. A code that this client does not know yet counts as the platform's. */
export function ownerOf(value: KapsulesFault): FaultOwner {
  const owners: Partial<Record<string, FaultOwner>> = { ...faultOwners, ...clientFaultOwners }
  return owners[value.code] ?? 'platform'
}

/** Builds a fault that only a client can see. */
export function clientFault(
  code: ClientFaultCode,
  message: string,
  hint: string,
  evidence: readonly string[] = [],
): KapsulesFault {
  return { ...fault('internal', message, hint, evidence), code }
}
