import { useMutation } from '@tanstack/react-query'
import { trpc } from '../api/client.ts'
import { faultOf } from '../api/faults.ts'
import type { PreviewSummary } from '../api/types.ts'
import { tellFault } from '../notify.ts'
import { assumePreview, takePreviewNews } from './cache.ts'

/** What operators do with a preview. The wish shows at once; if the server refuses, it is taken back with the reason. */
export function usePreviewActions({ id, projectId }: Pick<PreviewSummary, 'id' | 'projectId'>) {
  const wish = (doing: string, change: Partial<PreviewSummary>) => ({
    onMutate: () => ({ takeBack: assumePreview(id, change) }),
    onSuccess: (answer: PreviewSummary | { deleted: true }) => {
      if ('id' in answer) takePreviewNews({ kind: 'changed', preview: answer })
    },
    onError: (error: unknown, _input: unknown, undo: { takeBack: () => void } | undefined) => {
      undo?.takeBack()
      tellFault(`Could not ${doing} ${projectId}`, faultOf(error))
    },
  })
  const stop = useMutation(trpc.previews.stop.mutationOptions(wish('stop', { desired: 'stopped' })))
  const start = useMutation(trpc.previews.start.mutationOptions(wish('start', { desired: 'running' })))
  const restart = useMutation(trpc.previews.restart.mutationOptions(wish('restart', { desired: 'running' })))
  const remove = useMutation(trpc.previews.delete.mutationOptions(wish('delete', { desired: 'deleted' })))
  return {
    stop: () => stop.mutate({ previewId: id }),
    start: () => start.mutate({ previewId: id }),
    restart: () => restart.mutate({ previewId: id }),
    remove: () => remove.mutateAsync({ previewId: id }),
    restarting: restart.isPending,
    pending: stop.isPending || start.isPending || restart.isPending || remove.isPending,
  }
}
