import { delay } from './deadline.ts'
import type { Made } from './docker-service.ts'
import type { Refusal } from './engine-faults.ts'

/** A container or network, and whether this launch made it. */
export interface Part {
  readonly id: string
  readonly fresh: boolean
}

export type Claimed<T> =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly there: T | null; readonly refusal: Refusal }

/** Another may take this long to make what has a name of ours: 50 times 100 ms. */
const tries = 50
const pauseMs = 100

/**
 * Makes something of a fixed name, or finds what has the name already. While another is making it, the engine refuses the
 * name but does not show the thing yet: then it is asked again.
 */
export async function claim<T>(
  create: () => Promise<Made>,
  find: () => Promise<T | null>,
  signal: AbortSignal,
): Promise<Claimed<T>> {
  for (let triesLeft = tries; ; triesLeft -= 1) {
    const made = await create()
    if (made.ok) return made
    const { refusal } = made
    const there = await find()
    if (there || refusal.status !== 409 || triesLeft === 0) return { ok: false, there, refusal }
    await delay(pauseMs, signal)
  }
}
