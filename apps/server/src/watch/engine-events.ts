/** Turns what the engine says happened into previews for reconcile to look at. Hints only: what is so, the lists tell. */
import type { Runtime, RuntimeEvent } from '@kapsules/runtime'
import type { Live } from '../live/live.ts'
import type { Log } from '../log.ts'
import { createTrouble, pause } from './loop.ts'

export interface EngineEventsParts {
  readonly live: Pick<Live, 'targets' | 'touched'>
  readonly runtime: Pick<Runtime, 'events'>
  readonly log: Log
}

export interface EngineEvents {
  /** Takes one hint. */
  tick(event: RuntimeEvent): void
  /** Takes hints until the signal fires. */
  run(signal: AbortSignal): Promise<void>
}

/** Makes the listener of one server. */
export function createEngineEvents({ live, runtime, log }: EngineEventsParts): EngineEvents {
  const touchAll = () => {
    for (const { previewId } of live.targets.values()) live.touched.add(previewId)
  }
  const tick = (event: RuntimeEvent) => {
    if (event.kind === 'reconnected') touchAll()
    else if (event.previewId !== null) live.touched.add(event.previewId)
  }
  const run = async (signal: AbortSignal) => {
    const trouble = createTrouble(log, 'listening to the engine')
    while (!signal.aborted) {
      try {
        for await (const event of runtime.events(signal)) {
          trouble.over()
          tick(event)
        }
        if (!signal.aborted) throw new Error('the stream of events ended')
      } catch (error) {
        if (signal.aborted) return
        await pause(trouble.met(error), signal)
        touchAll()
      }
    }
  }
  return { tick, run }
}
