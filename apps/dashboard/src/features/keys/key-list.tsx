import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog, DialogActions } from '../../components/ui/dialog.tsx'
import { RelativeTime } from '../../components/ui/relative-time.tsx'
import { trpc } from '../../lib/api/client.ts'
import { faultOf } from '../../lib/api/faults.ts'
import { queryClient } from '../../lib/api/query-client.ts'
import type { ApiKeyRow } from '../../lib/api/types.ts'
import { formatDate } from '../../lib/format/times.ts'
import { useNow } from '../../lib/live/clock.ts'
import { tellDone, tellFault } from '../../lib/notify.ts'

/** Keys, those in force first. */
export function KeyList({ keys }: { readonly keys: readonly ApiKeyRow[] }) {
  const [revoking, setRevoking] = useState<ApiKeyRow | null>(null)
  const sorted = keys.toSorted((one, other) => Number(one.revokedAt !== null) - Number(other.revokedAt !== null))
  return (
    <>
      <ul className="border-t border-line">
        {sorted.map((key) => (
          <KeyItem key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
        ))}
      </ul>
      <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />
    </>
  )
}

function KeyItem({ apiKey, onRevoke }: { readonly apiKey: ApiKeyRow; readonly onRevoke: () => void }) {
  const now = useNow(60_000)
  const { name, prefix, tenantId, createdAt, expiresAt, revokedAt, lastUsedAt } = apiKey
  const over = revokedAt !== null ? 'revoked' : expiresAt !== null && expiresAt <= now ? 'expired' : null
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-1 border-b border-line py-2.5 md:grid-cols-[minmax(0,1fr)_auto_5rem]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className={over ? 'font-medium text-text-3 line-through' : 'font-medium'}>{name}</span>
          <code className="font-mono text-xs text-text-3">{prefix}…</code>
          {over && <span className="text-text-3">{over}</span>}
        </p>
        <p className="text-text-3">Tenant {tenantId}</p>
      </div>
      <p className="flex flex-wrap gap-x-4 text-text-3 max-md:order-last max-md:col-span-2">
        <span>
          Created <RelativeTime at={createdAt} />
        </span>
        <span>{lastUsedAt === null ? 'Never used' : <>Used {<RelativeTime at={lastUsedAt} />}</>}</span>
        {expiresAt !== null && !over && <span>Expires {formatDate(expiresAt)}</span>}
      </p>
      {!over && (
        <Button onClick={onRevoke} aria-label={`Revoke ${name}`} className="justify-self-end">
          Revoke
        </Button>
      )}
    </li>
  )
}

function RevokeDialog({ apiKey, onClose }: { readonly apiKey: ApiKeyRow | null; readonly onClose: () => void }) {
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => {
        tellDone('The key is revoked')
        onClose()
        return queryClient.invalidateQueries(trpc.apiKeys.list.pathFilter())
      },
      onError: (error) => tellFault('Could not revoke the key', faultOf(error)),
    }),
  )
  return (
    <Dialog
      open={apiKey !== null}
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke ${apiKey?.name ?? 'the key'}?`}
      description="Programs that use it are refused from now on. This cannot be undone; create a new key instead."
    >
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" pending={revoke.isPending} onClick={() => apiKey && revoke.mutate({ id: apiKey.id })}>
          Revoke
        </Button>
      </DialogActions>
    </Dialog>
  )
}
