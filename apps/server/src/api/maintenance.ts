/** What has a record, for the script that cleans the engine of what has none. */
import { FaultError, fail } from '@kapsules/domain'
import type { FastifyInstance } from 'fastify'
import type { Identify } from '../access/identify.ts'
import { readRecords } from '../store/reconcile-reads.ts'
import type { ApiParts } from './context.ts'
import { sendWholeFault } from './faults.ts'

/** Registers /api/maintenance/records. It tells of all tenants, so it takes the local key or an admin. */
export function registerMaintenance(
  app: FastifyInstance,
  { database, settings }: ApiParts,
  identify: Identify,
  localKeyId: string,
): void {
  app.get('/api/maintenance/records', async (request, reply) => {
    try {
      const who = await identify({ headers: request.headers, apiKey: null })
      if (who.kind === 'anonymous') fail('unauthenticated', 'Send the local API key.', 'It is in the data directory.')
      if (who.kind === 'user' ? who.role !== 'admin' : who.id !== localKeyId)
        fail('forbidden', 'This takes the local API key or an admin.', 'The key is in the data directory.')
    } catch (error) {
      if (error instanceof FaultError) return sendWholeFault(reply, error.fault)
      throw error
    }
    const records = await readRecords(database)
    const lists = Object.entries(records).map(([name, ids]: [string, ReadonlySet<string>]) => [name, [...ids]])
    return reply.header('cache-control', 'no-store').send({ owner: settings.owner, ...Object.fromEntries(lists) })
  })
}
