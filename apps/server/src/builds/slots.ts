/** How many builds the engine bears at once. */
import type { Runtime } from '@kapsules/runtime'

/** How long the engine may take to say what it is, ms. */
const deadlineMs = 5_000
/** How long its answer is believed, ms: asking takes it some time, and an upgrade means a restart. */
const believedMs = 60_000

export interface Slots {
  /** Throws when the engine has to be asked and is away: nothing may be begun then, since it would only fail. */
  count(): Promise<number>
  /** The engine was lost: it is asked before anything else is begun. */
  doubt(): void
}

/** Makes the count for one engine. */
export function createSlots({ runtime, concurrency }: { runtime: Pick<Runtime, 'info'>; concurrency: number }): Slots {
  let known: { readonly slots: number; readonly until: number } | null = null
  return {
    async count() {
      if (known && known.until > performance.now()) return known.slots
      const { parallelBuilds } = await runtime.info(AbortSignal.timeout(deadlineMs))
      known = { slots: parallelBuilds ? concurrency : 1, until: performance.now() + believedMs }
      return known.slots
    },
    doubt() {
      known = null
    },
  }
}
