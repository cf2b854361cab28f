import { useSyncExternalStore } from 'react'
import { LogViewer } from '../../components/log-viewer/log-viewer.tsx'
import { Button } from '../../components/ui/button.tsx'
import { FaultCard } from '../../components/ui/fault-card.tsx'
import { api } from '../../lib/api/client.ts'
import { fetchAllLines } from '../../lib/log/fetch-pages.ts'
import { useRuntimeLog } from './use-runtime-log.ts'

const pageLines = 5000

interface RuntimeLogProps {
  readonly previewId: string
  /** Names the file of the download. */
  readonly slug: string
  readonly running: boolean
}

/** What the app of a preview prints, over restarts and versions. */
export function RuntimeLog({ previewId, slug, running }: RuntimeLogProps) {
  const { store, fault, hasEarlier, loadingEarlier, loadEarlier } = useRuntimeLog(previewId)
  // the offer of earlier lines depends on the first line there is
  useSyncExternalStore(store.subscribe, store.version)
  return (
    <div className="flex h-full min-h-80 flex-col gap-3">
      {fault && <FaultCard title="The log stopped" fault={fault} />}
      <LogViewer
        store={store}
        label="Runtime output"
        fileName={`${slug}.log`}
        fetchAll={() => fetchAllLines((afterSeq) => api.logs.lines.query({ previewId, afterSeq, limit: pageLines }))}
        empty={running ? 'It runs and has printed nothing yet.' : 'It has printed nothing yet.'}
        earlier={
          hasEarlier && (
            <div className="flex h-10 items-center px-3 font-sans">
              <Button look="ghost" pending={loadingEarlier} onClick={loadEarlier}>
                Load earlier lines
              </Button>
            </div>
          )
        }
        className="min-h-0 flex-1"
      />
    </div>
  )
}
