import { KapsulesError, type KapsulesFault, toKapsulesError } from '@kapsules/client'
import { FaultError, toFault } from '@kapsules/domain'
import { TRPCClientError } from '@trpc/client'

/** The fault in whatever a command ended with; what nobody foresaw becomes `internal` with its message. */
export function faultOf(error: unknown): KapsulesFault {
  if (error instanceof FaultError) return error.fault
  if (error instanceof KapsulesError || error instanceof TRPCClientError) return toKapsulesError(error).fault
  return { ...toFault(error), hint: 'This is a defect of kapsules; report it with the command that you gave.' }
}
