/** A proxy before the engine's socket that can be cut: existing connections are dropped, new ones refused. */
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface EngineProxy {
  /** What DOCKER_HOST says. */
  readonly host: string
  /** From now on nobody gets through. */
  cut(): void
  /** From now on everybody does. */
  mend(): void
  close(): Promise<void>
}

/** Opens a proxy before a unix socket. */
export async function openEngineProxy(target = '/var/run/docker.sock'): Promise<EngineProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'kapsules-proxy-'))
  const path = join(folder, 'engine.sock')
  const sockets = new Set<Socket>()
  let open = true
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (!open) {
      client.destroy()
      return
    }
    const engine = connect({ path: target, allowHalfOpen: true })
    for (const [one, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((done) => server.listen(path, done))
  return {
    host: `unix://${path}`,
    cut() {
      open = false
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      open = true
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
