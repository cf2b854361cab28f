/** What one connection may have open, and how far it may fall behind. */
import { setTimeout as pause } from 'node:timers/promises'
import { fail } from '@kapsules/domain'
import type { Connection } from './context.ts'

/** A reader that has this much unread is waited for, bytes. */
const maxUnreadBytes = 256 * 1024
/** How often is looked whether it has read, ms. */
const lookMs = 25

const maxOpen = { call: 50, stream: 200 } as const

/** An HTTP request: its answer is pulled as it is read, and the batch limit bounds its calls. */
export const httpConnection: Connection = {
  drained: async () => {},
  enter: () => () => {},
}

/** A WebSocket, which takes whatever is sent into memory unless somebody waits. */
export function socketConnection(socket: { readonly bufferedAmount: number }): Connection {
  const open = { call: 0, stream: 0 }
  return {
    async drained(signal) {
      while (socket.bufferedAmount > maxUnreadBytes && !signal.aborted)
        await pause(lookMs, undefined, { signal }).catch(() => {})
    },
    enter(kind) {
      if (open[kind] >= maxOpen[kind])
        fail('too-many-requests', `More than ${maxOpen[kind]} open at once on one connection.`, 'Close some first.')
      open[kind] += 1
      let left = false
      return () => {
        if (left) return
        left = true
        open[kind] -= 1
      }
    },
  }
}
