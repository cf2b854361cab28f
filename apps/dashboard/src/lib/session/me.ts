import { useSuspenseQuery } from '@tanstack/react-query'
import { trpc } from '../api/client.ts'
import type { Me } from '../api/types.ts'

/** Who is signed in. */
export const meQuery = trpc.system.me.queryOptions(undefined, { staleTime: 60_000, retry: false })

export interface Rights {
  /** May start, stop, restart, delete, cancel. */
  readonly operate: boolean
  /** May see and change who has access. */
  readonly administer: boolean
}

/** What somebody may do here. The server decides; this only hides what it would refuse. */
export function rightsOf(me: Me): Rights {
  const role = me.kind === 'user' ? me.role : 'viewer'
  return { operate: role !== 'viewer', administer: role === 'admin' }
}

/** Who is signed in. Only below the frame, which has asked already. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** What the one who is signed in may do. */
export function useRights(): Rights {
  return rightsOf(useMe())
}
