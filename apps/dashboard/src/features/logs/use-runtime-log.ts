import { useEffect, useState } from 'react'
import { api } from '../../lib/api/client.ts'
import { faultOf, type ShownFault } from '../../lib/api/faults.ts'
import { follow } from '../../lib/api/follow.ts'
import { LogStore } from '../../lib/log/store.ts'
import { tellFault } from '../../lib/notify.ts'

/** Lines of the past to begin with. */
const tailLines = 1000
const earlierLines = 2000

export interface RuntimeLog {
  readonly store: LogStore
  readonly fault: ShownFault | null
  /** Whether lines before the first may exist. */
  readonly hasEarlier: boolean
  readonly loadingEarlier: boolean
  readonly loadEarlier: () => void
}

/** The runtime output of a preview: its end, then every line as it comes. */
export function useRuntimeLog(previewId: string): RuntimeLog {
  const [store, setStore] = useState(() => new LogStore())
  const [fault, setFault] = useState<ShownFault | null>(null)
  const [atStart, setAtStart] = useState(false)
  const [loadingEarlier, setLoadingEarlier] = useState(false)

  useEffect(() => {
    const fresh = new LogStore()
    setStore(fresh)
    setFault(null)
    setAtStart(false)
    return follow(
      api.logs.tail,
      { previewId, lines: tailLines },
      {
        onData: (item) => (item.kind === 'lines' ? fresh.append(item.lines) : fresh.gap(item.skipped)),
        onFault: setFault,
      },
    )
  }, [previewId])

  const loadEarlier = () => {
    setLoadingEarlier(true)
    api.logs.lines
      .query({ previewId, beforeSeq: store.buffer.firstSeq, limit: earlierLines })
      .then(({ lines, nextSeq }) => {
        store.prepend(lines)
        setAtStart(nextSeq === null)
      })
      .catch((error: unknown) => tellFault('Could not read earlier lines', faultOf(error)))
      .finally(() => setLoadingEarlier(false))
  }
  const hasEarlier = !atStart && store.buffer.firstSeq > 1
  return { store, fault, hasEarlier, loadingEarlier, loadEarlier }
}
