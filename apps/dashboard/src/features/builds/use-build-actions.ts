import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../lib/api/client.ts'
import { faultOf } from '../../lib/api/faults.ts'
import { queryClient } from '../../lib/api/query-client.ts'
import type { BuildRow } from '../../lib/api/types.ts'
import { tellFault } from '../../lib/notify.ts'

/** Cancels a build, or tries it again; `onRetried` is told of the new one. */
export function useBuildActions(buildId: string, onRetried: (build: BuildRow) => void) {
  const take = (build: BuildRow) => {
    queryClient.setQueryData(trpc.builds.get.queryKey({ buildId: build.id }), build)
    void queryClient.invalidateQueries(trpc.builds.list.pathFilter())
  }
  const cancel = useMutation(
    trpc.builds.cancel.mutationOptions({
      onSuccess: take,
      onError: (error) => tellFault('Could not cancel the build', faultOf(error)),
    }),
  )
  const retry = useMutation(
    trpc.builds.retry.mutationOptions({
      onSuccess: (build) => {
        take(build)
        onRetried(build)
      },
      onError: (error) => tellFault('Could not try the build again', faultOf(error)),
    }),
  )
  return {
    cancel: () => cancel.mutate({ buildId }),
    // until the build says so itself, a cancel is under way
    cancelling: cancel.isPending || cancel.isSuccess,
    retry: () => retry.mutate({ buildId }),
    retrying: retry.isPending,
  }
}
