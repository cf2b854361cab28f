import { RefreshCw } from 'lucide-react'
import { Hint } from '../../components/ui/hint.tsx'
import { useLinkState } from '../../lib/api/use-link-state.ts'
import { formatAbsolute, formatAge } from '../../lib/format/times.ts'
import { useNow } from '../../lib/live/clock.ts'

/** Whether what is on screen is what is: live, or how old it is while the link is being made again. */
export function ConnectionPill() {
  const link = useLinkState()
  return (
    <div role="status" className="flex">
      {link.kind === 'live' && (
        <Hint label="Everything on this page updates by itself.">
          <span className="inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-xs text-text-2">
            <span aria-hidden className="size-1.5 rounded-full bg-green" />
            Live
          </span>
        </Hint>
      )}
      {link.kind === 'idle' && (
        <span className="inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-xs text-text-3">Connecting</span>
      )}
      {link.kind === 'reconnecting' && <Reconnecting since={link.since} />}
    </div>
  )
}

function Reconnecting({ since }: { readonly since: number }) {
  const now = useNow(1000)
  return (
    <Hint label={`Last heard from the server ${formatAbsolute(since)}.`}>
      <span className="inline-flex h-6 items-center gap-1.5 rounded-full bg-amber-tint px-2 text-xs font-medium text-amber-text">
        <RefreshCw aria-hidden className="size-3 animate-spin" />
        Reconnecting
        <span aria-hidden className="max-sm:hidden">
          · showing {formatAge(now - since)} ago
        </span>
        <span aria-hidden className="sm:hidden">
          · {formatAge(now - since)}
        </span>
      </span>
    </Hint>
  )
}
