import { RuntimeLog } from '../../features/logs/runtime-log.tsx'
import { usePreview } from '../../lib/previews/use-preview.ts'

/** What the app prints. */
export function LogsTab() {
  const { previewId, summary } = usePreview()
  return (
    <div className="min-h-0 flex-1 basis-[60dvh]">
      <h2 className="sr-only">Logs</h2>
      <RuntimeLog previewId={previewId} slug={summary?.slug ?? previewId} running={summary?.liveInstanceId != null} />
    </div>
  )
}
