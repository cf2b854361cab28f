/** Short messages at the edge of the screen. The library is fetched with the first one. */
import type { ShownFault } from './api/faults.ts'
import { fetchPart } from './fetch-part.ts'

/** Something that was asked for is done. */
export function tellDone(text: string): void {
  void fetchPart(() => import('sonner')).then(({ toast }) => toast.success(text))
}

/** Something went wrong. */
export function tellTrouble(title: string, description: string): void {
  void fetchPart(() => import('sonner')).then(({ toast }) => toast.error(title, { description, duration: 10_000 }))
}

/** Something failed: what was wanted, why not, what to do. */
export function tellFault(title: string, fault: ShownFault): void {
  tellTrouble(title, [fault.message, fault.hint].filter(Boolean).join(' '))
}
