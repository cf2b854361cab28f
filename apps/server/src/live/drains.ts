/** Lets whoever removes a container wait until all that it printed is stored. */

export interface Drains {
  /** The output of an instance is being collected from now on. Call what it gives back when everything is stored. */
  begin(instanceId: string): () => void
  /**
   * Resolves true when everything that the instance printed is stored, at once when nobody collects it; false when that
   * took longer than `timeoutMs`. Only an instance whose container has ended gets there.
   */
  drained(instanceId: string, timeoutMs: number): Promise<boolean>
}

interface Drain {
  readonly done: Promise<void>
}

/** Makes the meeting place of those who collect and those who wait. */
export function createDrains(): Drains {
  const drains = new Map<string, Drain>()
  return {
    begin(instanceId) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const drain: Drain = { done: promise }
      drains.set(instanceId, drain)
      return () => {
        if (drains.get(instanceId) === drain) drains.delete(instanceId)
        resolve()
      }
    },
    async drained(instanceId, timeoutMs) {
      const drain = drains.get(instanceId)
      return drain ? within(drain.done, timeoutMs) : true
    },
  }
}

async function within(done: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs)
  })
  try {
    return await Promise.race([done.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
