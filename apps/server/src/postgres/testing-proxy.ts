/** A TCP proxy before a database, for tests of what happens when the way to it is cut. */
import { connect, createServer, type Socket } from 'node:net'

export interface DatabaseProxy {
  /** The address of the database by way of the proxy. */
  readonly url: string
  /** Breaks all connections and takes no new ones. */
  cut(): void
  /** Takes connections again. */
  mend(): void
  /** Breaks a connection when the client has sent this text: it reaches the database, the answer does not come back. */
  cutAfterSending(text: string): void
  close(): Promise<void>
}

/** Makes a proxy before the database at `url`. */
export async function createDatabaseProxy(url: string): Promise<DatabaseProxy> {
  const target = new URL(url)
  const pairs = new Map<Socket, Socket>()
  let open = true
  let trap: string | null = null

  const cutPair = (client: Socket, upstream: Socket) => {
    client.resetAndDestroy()
    upstream.destroy()
  }
  const server = createServer((client) => {
    client.on('error', () => client.destroy())
    if (!open) {
      client.resetAndDestroy()
      return
    }
    const upstream = connect(Number(target.port), target.hostname)
    pairs.set(client, upstream)
    upstream.on('error', () => upstream.destroy()).on('close', () => client.destroy())
    client.on('close', () => {
      upstream.end()
      pairs.delete(client)
    })
    client.on('data', (chunk) => {
      const sprung = trap !== null && chunk.includes(trap)
      if (!sprung) {
        upstream.write(chunk)
        return
      }
      trap = null
      // the answer must not reach the client, and the database must have got the text before it is left
      upstream.unpipe(client)
      upstream.write(chunk)
      upstream.once('data', () => cutPair(client, upstream)).resume()
    })
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: Object.assign(new URL(url), { port: String(port) }).href,
    cut() {
      open = false
      for (const [client, upstream] of pairs) cutPair(client, upstream)
    },
    mend() {
      open = true
    },
    cutAfterSending(text) {
      trap = text
    },
    close() {
      for (const [client, upstream] of pairs) cutPair(client, upstream)
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
