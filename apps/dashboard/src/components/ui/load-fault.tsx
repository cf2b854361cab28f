import { faultOf } from '../../lib/api/faults.ts'
import { Button } from './button.tsx'
import { FaultCard } from './fault-card.tsx'

interface LoadFaultProps {
  /** What could not be read, as a sentence. */
  readonly title: string
  /** The query that failed. */
  readonly query: { readonly error: unknown; readonly isFetching: boolean; readonly refetch: () => unknown }
}

/** Something could not be read: why, and another try. */
export function LoadFault({ title, query }: LoadFaultProps) {
  return (
    <FaultCard
      title={title}
      fault={faultOf(query.error)}
      actions={
        <Button pending={query.isFetching} onClick={() => void query.refetch()}>
          Try again
        </Button>
      }
    />
  )
}

interface MoreButtonProps {
  /** The paged query that the rows above come from. */
  readonly query: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    readonly fetchNextPage: () => unknown
  }
}

/** The way to older rows, while there are any. */
export function MoreButton({ query }: MoreButtonProps) {
  if (!query.hasNextPage) return null
  return (
    <div className="mt-4 flex justify-center">
      <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        Show older
      </Button>
    </div>
  )
}
