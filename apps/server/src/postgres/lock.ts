import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Holds the right to start Postgres in a folder until the function it gives back is called. The lock is a name in the
 * kernel's abstract socket space: it goes with the process, so there is never a stale one to judge. Throws the signal's
 * reason when the lock is not free before the signal fires.
 */
export async function holdLock(dir: string, signal: AbortSignal): Promise<() => void> {
  const name = `\0kapsules-postgres-${createHash('sha256').update(dir).digest('hex').slice(0, 32)}`
  for (;;) {
    signal.throwIfAborted()
    const server = await claim(name)
    if (server) return () => server.close()
    await delay(30, undefined, { signal })
  }
}

function claim(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    )
    server.listen({ path: name, exclusive: true }, () => resolve(server.unref()))
  })
}
