/**
 * How procedures are made, and the only place where faults meet tRPC. Each procedure declares who may call it; a caller
 * that may not is refused before the input is looked at.
 */
import { type Fault, type FaultCode, FaultError, fail, fault } from '@kapsules/domain'
import { initTRPC, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { ZodError } from 'zod'
import { type Access, mayUse } from '../access/who.ts'
import type { Context } from './context.ts'

export interface ProcedureMeta {
  readonly access: Access
}

/** Transport code of each fault. What is wrong with a project is data in an answer; as an error it is unprocessable. */
const transportCodes = {
  'empty-project': 'UNPROCESSABLE_CONTENT',
  'unrecognised-project': 'UNPROCESSABLE_CONTENT',
  'invalid-dockerfile': 'UNPROCESSABLE_CONTENT',
  'install-failed': 'UNPROCESSABLE_CONTENT',
  'missing-dependency': 'UNPROCESSABLE_CONTENT',
  'build-script-failed': 'UNPROCESSABLE_CONTENT',
  'build-step-failed': 'UNPROCESSABLE_CONTENT',
  'build-timed-out': 'UNPROCESSABLE_CONTENT',
  'exits-at-start': 'UNPROCESSABLE_CONTENT',
  'crash-loop': 'UNPROCESSABLE_CONTENT',
  'listens-on-localhost-only': 'UNPROCESSABLE_CONTENT',
  'wrong-port': 'UNPROCESSABLE_CONTENT',
  'never-healthy': 'UNPROCESSABLE_CONTENT',
  'out-of-memory': 'UNPROCESSABLE_CONTENT',
  'policy-blocked': 'UNPROCESSABLE_CONTENT',
  'invalid-input': 'BAD_REQUEST',
  'invalid-file': 'BAD_REQUEST',
  'limit-exceeded': 'PAYLOAD_TOO_LARGE',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  'too-many-requests': 'TOO_MANY_REQUESTS',
  'engine-unreachable': 'SERVICE_UNAVAILABLE',
  'engine-refused': 'BAD_GATEWAY',
  'engine-timed-out': 'GATEWAY_TIMEOUT',
  'base-image-missing': 'SERVICE_UNAVAILABLE',
  'image-missing': 'SERVICE_UNAVAILABLE',
  'ports-exhausted': 'SERVICE_UNAVAILABLE',
  'networks-exhausted': 'SERVICE_UNAVAILABLE',
  'port-taken': 'SERVICE_UNAVAILABLE',
  'subnet-taken': 'SERVICE_UNAVAILABLE',
  'database-unreachable': 'SERVICE_UNAVAILABLE',
  interrupted: 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<FaultCode, TRPC_ERROR_CODE_KEY>

/** The HTTP status of a fault, for answers that do not go through tRPC. */
export function httpStatusOf(code: FaultCode): number {
  return getHTTPStatusCodeFromError(new TRPCError({ code: transportCodes[code] }))
}

/** Whether an error of a call is a mistake of ours, to be reported to the people who run the server. */
export function isUnforeseen(error: Error): boolean {
  return error instanceof TRPCError && error.code === 'INTERNAL_SERVER_ERROR' && !(error.cause instanceof FaultError)
}

/** A fault as the body of an answer that tRPC clients understand, for what is refused before tRPC sees it. */
export function toErrorBody(shown: Fault) {
  const code = transportCodes[shown.code]
  const data = { code, httpStatus: httpStatusOf(shown.code), fault: shown }
  return { error: { message: shown.message, code: TRPC_ERROR_CODES_BY_KEY[code], data } }
}

const maxIssues = 20
const maxMessage = 300

/** The fault that an error of a call shows to its caller: never a stack, never the text of what was not foreseen. */
export function toCallFault(error: TRPCError, requestId: string | undefined): Fault {
  const { cause } = error
  if (cause instanceof FaultError) return cause.fault
  if (cause instanceof ZodError) return invalidInput(cause)
  const message = error.message.slice(0, maxMessage)
  if (error.code === 'NOT_FOUND') return fault('not-found', message, 'See the list of procedures.')
  if (error.code !== 'INTERNAL_SERVER_ERROR') return fault('invalid-input', message, 'Correct the request.')
  return fault(
    'internal',
    'Something failed that we did not foresee.',
    'Try again; if it stays, tell the operators the request id.',
    requestId === undefined ? [] : [`request ${requestId}`],
  )
}

function invalidInput(error: ZodError): Fault {
  const lines = error.issues
    .slice(0, maxIssues)
    .map(({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`.slice(0, maxMessage))
  return fault('invalid-input', `The input is not valid. ${lines[0] ?? ''}`, 'Correct the named fields.', lines)
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
    errorFormatter({ shape, error, ctx }) {
      const shown = toCallFault(error, ctx?.requestId)
      const code = error.cause instanceof FaultError ? transportCodes[shown.code] : error.code
      const httpStatus = getHTTPStatusCodeFromError(new TRPCError({ code }))
      return {
        message: shown.message,
        code: TRPC_ERROR_CODES_BY_KEY[code],
        data: { code, httpStatus, path: shape.data.path, fault: shown },
      }
    },
  })

const guarded = t.procedure.use(async ({ ctx, meta, type, next }) => {
  if (!meta) fail('internal', 'A procedure does not say who may call it.', 'Declare its access.')
  const who = await ctx.identify()
  if (who.kind === 'anonymous')
    fail('unauthenticated', 'Sign in or send an API key.', 'Send the key as "Authorization: Bearer kap_...".')
  if (!mayUse(who, meta.access))
    fail('forbidden', 'You may not do this.', `It takes the role ${meta.access}; ask an admin.`)
  if (type === 'subscription') return next({ ctx: { who } })
  const leave = ctx.connection.enter('call')
  try {
    return await next({ ctx: { who } })
  } finally {
    leave()
  }
})

export const router = t.router
/** For queries and subscriptions: everybody who is known. */
export const viewerProcedure = guarded.meta({ access: 'viewer' })
/** For what changes previews and builds. */
export const operatorProcedure = guarded.meta({ access: 'operator' })
/** For what changes who may do what. */
export const adminProcedure = guarded.meta({ access: 'admin' })
