import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { CopyLine } from '../../components/ui/copy-button.tsx'
import { Dialog, DialogActions } from '../../components/ui/dialog.tsx'
import { Field } from '../../components/ui/field.tsx'
import { trpc } from '../../lib/api/client.ts'
import { faultOf } from '../../lib/api/faults.ts'
import { queryClient } from '../../lib/api/query-client.ts'

interface CreateKeyDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** Makes a key and shows it, once. */
export function CreateKeyDialog({ open, onOpenChange }: CreateKeyDialogProps) {
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.apiKeys.list.pathFilter()),
      // the key is a secret: it does not stay in memory after the dialog is closed
      gcTime: 0,
    }),
  )
  const close = () => {
    create.reset()
    onOpenChange(false)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={create.data ? 'Copy the key now' : 'Create an API key'}
      description={
        create.data
          ? 'It is shown this once. Keep it where the program that needs it finds it.'
          : 'It may deploy and read in its own tenant, and nothing else.'
      }
    >
      {create.data ? (
        <>
          <CopyLine text={create.data.key} label="Copy key" />
          <DialogActions>
            <Button look="primary" onClick={close}>
              Done
            </Button>
          </DialogActions>
        </>
      ) : (
        <CreateKeyForm
          pending={create.isPending}
          trouble={create.error ? faultOf(create.error).message : undefined}
          onCancel={close}
          onCreate={(input) => create.mutate(input)}
        />
      )}
    </Dialog>
  )
}

interface CreateKeyFormProps {
  readonly pending: boolean
  readonly trouble: string | undefined
  readonly onCancel: () => void
  readonly onCreate: (input: { name: string; tenantId?: string; expiresAt?: number }) => void
}

function CreateKeyForm({ pending, trouble, onCancel, onCreate }: CreateKeyFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const tenantId = String(form.get('tenantId')).trim()
    const expires = String(form.get('expires'))
    onCreate({
      name: String(form.get('name')).trim(),
      ...(tenantId !== '' && { tenantId }),
      ...(expires !== '' && { expiresAt: new Date(`${expires}T23:59:59`).getTime() }),
    })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label="Name"
        name="name"
        required
        maxLength={100}
        autoFocus
        autoComplete="off"
        help="What uses it."
        error={trouble}
      />
      <Field
        label="Tenant"
        name="tenantId"
        autoComplete="off"
        pattern="[a-z0-9][a-z0-9\-]{0,39}"
        help="a-z, 0-9 and dashes. Empty for the default one."
      />
      <Field label="Expires after" name="expires" type="date" help="Empty for never." />
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" pending={pending}>
          Create
        </Button>
      </DialogActions>
    </form>
  )
}
