/** A unix socket before the engine's: tests break connections on it and count what goes through. */
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface EngineProxy {
  /** As DOCKER_HOST takes it. */
  readonly address: string
  /** Breaks every connection that is open. */
  cut(): void
  close(): Promise<void>
}

/** Starts a proxy before an engine's unix socket. */
export async function startEngineProxy(engineSocket: string): Promise<EngineProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'kapsules-engine-'))
  const path = join(folder, 'docker.sock')
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const server = createServer((client) => {
    const engine = connect(engineSocket)
    keep(client)
    keep(engine)
    client.pipe(engine).pipe(client)
    client.on('close', () => engine.destroy())
    engine.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    address: `unix://${path}`,
    cut,
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
