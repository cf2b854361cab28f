import type { Sample } from '@kapsules/domain'
import { useEffect, useState } from 'react'
import { api } from '../../lib/api/client.ts'
import type { ShownFault } from '../../lib/api/faults.ts'
import { follow } from '../../lib/api/follow.ts'
import { addSamples } from './series.ts'

export interface LiveSamples {
  readonly samples: readonly Sample[]
  /** The server has answered, if only with nothing. */
  readonly ready: boolean
  readonly fault: ShownFault | null
}

const nothing: LiveSamples = { samples: [], ready: false, fault: null }
/** How long to wait for what is kept before saying that there is nothing, ms. */
const patienceMs = 3_000

/** What a preview uses: the past that the server keeps, then live. */
export function useLiveSamples(previewId: string): LiveSamples {
  const [state, setState] = useState(nothing)
  useEffect(() => {
    setState(nothing)
    const timer = setTimeout(() => setState((before) => ({ ...before, ready: true })), patienceMs)
    const stop = follow(
      api.usage.live,
      { previewId },
      {
        onData: ({ samples }) =>
          setState((before) => ({ samples: addSamples(before.samples, samples), ready: true, fault: null })),
        onFault: (fault) => setState((before) => ({ ...before, fault })),
      },
    )
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [previewId])
  return state
}
