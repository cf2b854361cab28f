/** Things that listen where an engine should, and are not well. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SickEngine extends AsyncDisposable {
  /** As DOCKER_HOST takes it. */
  readonly address: string
}

/** Answers HTTP as it is told. */
export async function answering(listener: RequestListener): Promise<SickEngine> {
  return await listen(createHttpServer(listener))
}

/** Does with each connection what it is told. */
export async function connecting(onConnection: (socket: Socket) => void): Promise<SickEngine> {
  return await listen(createServer(onConnection))
}

/** An address where nothing listens. */
export async function absent(): Promise<SickEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'kapsules-no-engine-'))
  const dispose = () => rm(folder, { recursive: true, force: true })
  return { address: `unix://${join(folder, 'docker.sock')}`, [Symbol.asyncDispose]: dispose }
}

async function listen(server: Server): Promise<SickEngine> {
  const place = await absent()
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(place.address.slice('unix://'.length), resolve))
  return {
    address: place.address,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await place[Symbol.asyncDispose]()
    },
  }
}
