import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, trpc } from '../../lib/api/client.ts'
import type { ShownFault } from '../../lib/api/faults.ts'
import { follow } from '../../lib/api/follow.ts'
import { queryClient } from '../../lib/api/query-client.ts'
import { BuildLog } from './build-log.ts'

/** One build as it happens: where it stands, and its output from the first line on. */
export function useBuild(buildId: string) {
  const [log, setLog] = useState(() => new BuildLog())
  const [logFault, setLogFault] = useState<ShownFault | null>(null)
  const query = useQuery(trpc.builds.get.queryOptions({ buildId }))

  useEffect(() => {
    const fresh = new BuildLog()
    setLog(fresh)
    setLogFault(null)
    return follow(
      api.builds.logs,
      { buildId },
      {
        onData: (item) => {
          if (item.kind === 'lines') fresh.append(item.lines)
          else if (item.kind === 'gap') fresh.gap(item.skipped)
          else queryClient.setQueryData(trpc.builds.get.queryKey({ buildId }), item.build)
        },
        onFault: setLogFault,
      },
    )
  }, [buildId])

  return { ...query, build: query.data, log, logFault }
}
