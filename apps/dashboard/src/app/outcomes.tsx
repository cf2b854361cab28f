import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Unplug } from 'lucide-react'
import { useEffect, useEffectEvent } from 'react'
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

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <main className="flex h-full items-center">
      <EmptyState
        icon={Unplug}
        heading="h1"
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

/** How often a server that is away is asked again, ms. */
const retryMs = 4_000

/** A page that could not be shown: the server is away, or something of ours broke. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const fault = faultOf(error)
  const again = () => {
    reset()
    void router.invalidate()
  }
  const retry = useEffectEvent(again)
  const away = fault.code === 'unreachable'
  useEffect(() => {
    if (!away) return
    const timer = setInterval(retry, retryMs)
    return () => clearInterval(timer)
  }, [away])
  return (
    <main className="mx-auto flex h-full max-w-xl flex-col justify-center gap-6 p-4">
      <Logo />
      <FaultCard
        title="This page could not be shown"
        fault={away ? { ...fault, hint: `${fault.hint} It is tried again every few seconds.` } : fault}
        actions={
          <Button look="primary" onClick={again}>
            Try again
          </Button>
        }
      />
    </main>
  )
}
