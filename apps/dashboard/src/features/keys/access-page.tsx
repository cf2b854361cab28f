import { useQuery } from '@tanstack/react-query'
import { KeyRound, Lock, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { LoadFault } from '../../components/ui/load-fault.tsx'
import { Page } from '../../components/ui/page.tsx'
import { LoadingNote, Skeleton } from '../../components/ui/skeleton.tsx'
import { trpc } from '../../lib/api/client.ts'
import { useRights } from '../../lib/session/me.ts'
import { useTitle } from '../../lib/use-title.ts'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { KeyList } from './key-list.tsx'

/** Keys by which programs reach the API. For admins. */
export function AccessPage() {
  useTitle('Access')
  const { administer } = useRights()
  const [creating, setCreating] = useState(false)
  if (!administer) {
    return (
      <Page title="Access">
        <EmptyState icon={Lock} title="For admins">
          Keys and people are managed by admins of this installation. Ask one of them.
        </EmptyState>
      </Page>
    )
  }
  const create = (
    <Button look="primary" icon={Plus} onClick={() => setCreating(true)}>
      Create key
    </Button>
  )
  return (
    <Page title="Access" lead="API keys: how programs deploy and read, each in its own tenant." actions={create}>
      <Keys />
      <CreateKeyDialog open={creating} onOpenChange={setCreating} />
    </Page>
  )
}

function Keys() {
  const query = useQuery(trpc.apiKeys.list.queryOptions())
  const { data } = query
  if (query.error && !data) {
    return <LoadFault title="The keys could not be read" query={query} />
  }
  if (!data) {
    return (
      <>
        <LoadingNote what="keys" />
        <Skeleton className="h-32 w-full" />
      </>
    )
  }
  if (data.length === 0) {
    return (
      <EmptyState icon={KeyRound} title="No keys yet">
        Create one for the Kapsules app or for a script. It is shown once.
      </EmptyState>
    )
  }
  return <KeyList keys={data} />
}
