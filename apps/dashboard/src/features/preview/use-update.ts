import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../lib/api/client.ts'
import { faultOf } from '../../lib/api/faults.ts'
import { tellDone, tellFault } from '../../lib/notify.ts'
import { takePreviewNews } from '../../lib/previews/cache.ts'

/** Changes what an instance of a preview gets. The running one is replaced. */
export function useUpdate() {
  return useMutation(
    trpc.previews.update.mutationOptions({
      onSuccess: (preview) => {
        takePreviewNews({ kind: 'changed', preview })
        tellDone('Saved. A new instance takes over.')
      },
      onError: (error) => tellFault('Could not save', faultOf(error)),
    }),
  )
}
