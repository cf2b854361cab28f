import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Unplug } from 'lucide-react'
import { Button, buttonClasses } from '../components/ui/button.tsx'
import { EmptyState } from '../components/ui/empty-state.tsx'
import { FaultCard } from '../components/ui/fault-card.tsx'
import { Logo } from '../components/ui/logo.tsx'
import { LoadingNote } from '../components/ui/skeleton.tsx'
import { faultOf } from '../lib/api/faults.ts'

/** While a page's code is fetched. */
export function Pending() {
  return <LoadingNote what="page" />
}

export function NotFound() {
  return (
    <main className="flex h-full items-center">
      <EmptyState
        icon={Unplug}
        title="There is nothing at this address"
        action={
          <Link to="/previews" className={buttonClasses('primary')}>
            Go to previews
          </Link>
        }
      >
        It may have been deleted, or the link is not whole.
      </EmptyState>
    </main>
  )
}

/** A page that could not be shown: the server is away, or something of ours broke. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <main className="mx-auto flex h-full max-w-xl flex-col justify-center gap-6 p-4">
      <Logo />
      <FaultCard
        title="This page could not be shown"
        fault={faultOf(error)}
        actions={
          <Button look="primary" onClick={retry}>
            Try again
          </Button>
        }
      />
    </main>
  )
}
