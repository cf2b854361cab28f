/** What errors of the database mean: it cannot be reached, two transactions stood in each other's way, or neither. */
import { FaultError, fault } from '@kapsules/domain'

/** Classes 08 (connection), 28 (access) and 3D (no such database), shutdowns, too many clients, out of time. */
const unreachableStates = /^(08...|28...|3D000|57P0[1235]|53300|57014|25P0[34])$/

const unreachableSystemCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

/** Not reached, refused, timed out, closed, no connection free in time, too many clients. */
const unreachablePrismaCodes = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1010',
  'P1017',
  'P2024',
  'P2037',
])

/** The pg library gives these no code. */
const unreachableMessages =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|not queryable|after calling end on the pool|Connection ended|Server has closed the connection/

/** A `database-unreachable` fault when that is what the error means, else the error itself. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof FaultError || !isUnreachable(error)) return error
  const text = error instanceof Error ? error.message : String(error)
  const hint = 'See that Postgres runs and that DATABASE_URL is right. What was stored is safe; try again.'
  return new FaultError(fault('database-unreachable', 'The database does not answer.', hint, [text.trim()]), {
    cause: error,
  })
}

/** Whether the database could not be reached, or the connection was lost: what it was told last may or may not stand. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof FaultError) return error.fault.code === 'database-unreachable'
  return chain(error).some(({ code, message }) => {
    if (unreachableSystemCodes.has(code) || unreachableStates.test(code) || unreachablePrismaCodes.has(code))
      return true
    return unreachableMessages.test(message)
  })
}

/** A deadlock or a serialization failure: nothing of the transaction stands and it may be tried again. */
export function isConflict(error: unknown): boolean {
  return chain(error).some(({ code }) => code === '40001' || code === '40P01' || code === 'P2034')
}

/** The error and what caused it, as far as it goes. */
function chain(error: unknown): { code: string; message: string }[] {
  const links: { code: string; message: string }[] = []
  for (let at = error; typeof at === 'object' && at !== null && links.length < 8; at = Reflect.get(at, 'cause')) {
    const code: unknown = Reflect.get(at, 'code')
    const message: unknown = Reflect.get(at, 'message')
    links.push({ code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' })
  }
  return links
}
