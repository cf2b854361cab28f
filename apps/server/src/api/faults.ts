/** Answers outside tRPC that tell of a fault. */
import { type Fault, type FaultCode, fault } from '@kapsules/domain'
import type { FastifyReply } from 'fastify'
import { httpStatusOf, toErrorBody } from './trpc.ts'

const hints: Partial<Record<FaultCode, string>> = {
  'not-found': 'See the documentation for what there is.',
  forbidden: 'Open the dashboard at its own address.',
  unauthenticated: 'Sign in or send an API key.',
}

/** Sends a fault in the shape that tRPC clients read, with the fault beside it for everybody else. */
export function sendFault(reply: FastifyReply, code: FaultCode, message: string): FastifyReply {
  return sendWholeFault(reply, fault(code, message, hints[code] ?? 'Try again.'))
}

/** Sends a fault that is made already. */
export function sendWholeFault(reply: FastifyReply, shown: Fault): FastifyReply {
  return reply
    .code(httpStatusOf(shown.code))
    .header('cache-control', 'no-store')
    .send({ ...toErrorBody(shown), fault: shown })
}
