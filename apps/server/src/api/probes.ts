/** For those who watch the server: does the process live, and can it do its work? */
import { toFault } from '@kapsules/domain'
import type { FastifyInstance } from 'fastify'
import { readDatabaseVersion } from '../store/read-system.ts'
import type { ApiParts } from './context.ts'

const deadlineMs = 2_000

interface Readiness {
  readonly ok: boolean
  readonly message?: string
}

/** Registers /healthz and /readyz. Both are public, so they tell no more than what is wrong. */
export function registerProbes(app: FastifyInstance, { database, runtime }: ApiParts): void {
  app.get('/healthz', (_, reply) => reply.header('cache-control', 'no-store').send({ ok: true }))

  app.get('/readyz', async (_, reply) => {
    const [databaseReady, engineReady] = await Promise.all([
      within(readDatabaseVersion(database)),
      within(runtime.info(AbortSignal.timeout(deadlineMs))),
    ])
    const ok = databaseReady.ok && engineReady.ok
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, database: databaseReady, engine: engineReady })
  })
}

async function within(work: Promise<unknown>): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, message: 'It does not answer in time.' }), deadlineMs)
  })
  const done = work.then(
    (): Readiness => ({ ok: true }),
    (error: unknown): Readiness => ({ ok: false, message: toFault(error).message }),
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}
