/** Keys for programs: made, listed and ended by admins. */
import { fail } from '@kapsules/domain'
import { makeKey } from '../access/keys.ts'
import { type ApiKeyRow, insertApiKey, listApiKeys, revokeApiKey } from '../store/api-keys.ts'
import { defaultTenant } from './deploy.ts'
import { createKeyInput, keyId } from './inputs.ts'
import { adminProcedure, router } from './trpc.ts'

export const apiKeysRouter = router({
  list: adminProcedure.query(({ ctx }): Promise<readonly ApiKeyRow[]> => listApiKeys(ctx.database)),

  /** The key itself is told this once and never again. */
  create: adminProcedure
    .input(createKeyInput)
    .mutation(async ({ ctx, input }): Promise<{ id: string; key: string; prefix: string }> => {
      const { name, tenantId = defaultTenant, expiresAt = null } = input
      const { key, prefix, hash } = makeKey()
      const id = await insertApiKey(ctx.database, { name, tenantId, prefix, hash, expiresAt })
      return { id, key, prefix }
    }),

  revoke: adminProcedure.input(keyId).mutation(async ({ ctx, input }): Promise<{ revoked: true }> => {
    if (!(await revokeApiKey(ctx.database, input.id)))
      fail('not-found', 'There is no such key.', 'List the keys to see which there are.')
    return { revoked: true }
  }),
})
