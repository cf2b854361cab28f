/** What a crash may leave on the engine. The server removes its own; this is for when it could not. */
import { type RequestOptions, request } from 'node:http'

const deadlineMs = 60_000
const label = 'kapsules.owner'

interface Labelled {
  readonly Id: string
  readonly Labels?: Readonly<Record<string, string>> | null
}

/** Removes containers, networks and images whose owner label begins with this prefix, and nothing else. */
export async function removeOwnedBy(prefix: string): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
  const kinds = [
    { list: `/containers/json?all=1&filters=${filters}`, remove: (id: string) => `/containers/${id}?force=1&v=1` },
    { list: `/networks?filters=${filters}`, remove: (id: string) => `/networks/${id}` },
    { list: `/images/json?filters=${filters}`, remove: (id: string) => `/images/${id}?force=1` },
  ]
  for (const kind of kinds) {
    const all = JSON.parse(await ask('GET', kind.list)) as Labelled[]
    const ours = all.filter(({ Labels }) => Labels?.[label]?.startsWith(prefix))
    for (const { Id } of ours) await ask('DELETE', kind.remove(Id))
  }
}

function ask(method: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...engine(), method, path, signal: AbortSignal.timeout(deadlineMs) }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', reject).on('end', () => {
        const status = response.statusCode ?? 0
        // what is gone already is what was wanted
        if (status < 300 || status === 404) resolve(text)
        else reject(new Error(`${method} ${path}: the engine answered ${status}: ${text}`))
      })
    })
    asking.on('error', reject).end()
  })
}

function engine(): RequestOptions {
  const url = new URL(process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock')
  if (url.protocol === 'unix:') return { socketPath: url.pathname }
  if (url.protocol === 'tcp:') return { host: url.hostname, port: url.port }
  throw new Error(`DOCKER_HOST is ${url.href}; the browser tests reach an engine by unix:// or tcp:// only.`)
}
