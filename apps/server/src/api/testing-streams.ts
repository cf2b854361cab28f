/** Helpers for tests of what comes bit by bit. */
import { setTimeout as pause } from 'node:timers/promises'

/** Everything a source gives until it ends. */
export async function readAll<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

const lookMs = 20
const deadlineMs = 20_000

/** Waits until a condition holds. Throws, naming what did not happen, after twenty seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string | (() => string)): Promise<void> {
  const deadline = Date.now() + deadlineMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`it did not come to this: ${typeof what === 'string' ? what : what()}`)
    await pause(lookMs)
  }
}
