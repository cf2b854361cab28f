/** Short messages at the edge of the screen. What draws them is fetched after the page, and in time for the first one. */
import type { ShownFault } from './api/faults.ts'
import { fetchPart } from './fetch-part.ts'

let wanted = false
const listeners = new Set<() => void>()
const mounted = Promise.withResolvers<void>()

/** Whether there ever was a message. */
export function isToasterWanted(): boolean {
  return wanted
}

/** Calls back when the first message comes; returns the way out. */
export function watchToaster(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Says that messages can be drawn now; those that wait are. */
export function toasterMounted(): void {
  mounted.resolve()
}

/** Fetches what draws messages; it cannot be fetched any more when the first one is that the server is gone. */
export function prepareToaster(): void {
  // a message that comes later tries again
  fetchPart(() => import('sonner')).catch(() => undefined)
}

async function openToaster() {
  wanted = true
  for (const listener of listeners) listener()
  const [{ toast }] = await Promise.all([fetchPart(() => import('sonner')), mounted.promise])
  return toast
}

/** Something that was asked for is done. */
export function tellDone(text: string): void {
  void openToaster().then((toast) => toast.success(text))
}

/** Something went wrong. */
export function tellTrouble(title: string, description: string): void {
  void openToaster().then((toast) => toast.error(title, { description, duration: 10_000 }))
}

/** Something failed: what was wanted, why not, what to do. */
export function tellFault(title: string, fault: ShownFault): void {
  tellTrouble(title, [fault.message, fault.hint].filter(Boolean).join(' '))
}
