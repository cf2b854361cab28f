/** The API as any program calls it: plain HTTP with a key. */
import type { Files } from '../projects.ts'
import type { ServerProcess } from './process.ts'
import { until } from './until.ts'

export interface Preview {
  readonly id: string
  readonly projectId: string
  readonly phase: string
  readonly url: string | null
  readonly wanted: { readonly id: string } | null
  readonly serving: { readonly id: string } | null
  readonly fault: { readonly code: string; readonly message: string; readonly hint: string } | null
}

interface Deployed {
  readonly previewId: string
  readonly versionId: string
}

interface Caller {
  /** Calls a query or a mutation. Throws with the server's answer when it is not a result. */
  query(procedure: string, input?: unknown): Promise<unknown>
  mutate(procedure: string, input?: unknown): Promise<unknown>
}

export interface Api extends Caller {
  /** Deploys and does not wait. */
  deploy(projectId: string, files: Files): Promise<Deployed>
  /** Deploys and waits until it is live. The same files again cost nothing. */
  deployLive(projectId: string, files: Files): Promise<Preview & { readonly url: string }>
  /** Deploys what cannot work and waits until it has failed. */
  deployFailed(projectId: string, files: Files): Promise<Preview>
  /** Deploys over a live preview what cannot work, and waits until the older version serves alone. */
  deployFallenBack(projectId: string, files: Files): Promise<Preview>
  get(previewId: string): Promise<Preview>
  list(): Promise<readonly Preview[]>
  /** Deletes every preview and waits until all are gone. */
  removeAll(): Promise<void>
}

const deadlineMs = 20_000
const settleMs = 60_000

/** The API with the server's local key, or with another one. */
export function createApi(server: Pick<ServerProcess, 'url' | 'apiKey'>, apiKey = server.apiKey): Api {
  const { query, mutate } = createCaller(server.url, apiKey)
  const get = async (previewId: string) => (await query('previews.get', { previewId })) as Preview
  const list = async () => ((await query('previews.list')) as { items: Preview[] }).items
  const deploy = async (projectId: string, files: Files) =>
    (await mutate('previews.deploy', { projectId, files })) as Deployed
  const settled = ({ previewId, versionId }: Deployed, holds: (preview: Preview) => boolean) =>
    until(
      'the deploy settles',
      () => get(previewId),
      (preview) => preview.wanted?.id === versionId && (preview.phase === 'failed' || holds(preview)),
      settleMs,
    )
  return {
    query,
    mutate,
    deploy,
    get,
    list,
    async deployLive(projectId, files) {
      const deployed = await deploy(projectId, files)
      const preview = await settled(
        deployed,
        ({ phase, serving, fault }) => phase === 'live' && serving?.id === deployed.versionId && fault === null,
      )
      if (preview.phase !== 'live' || !preview.url) throw new Error(`not live: ${JSON.stringify(preview)}`)
      return { ...preview, url: preview.url }
    },
    async deployFailed(projectId, files) {
      const preview = await settled(await deploy(projectId, files), () => false)
      if (preview.phase !== 'failed') throw new Error(`expected a failure: ${JSON.stringify(preview)}`)
      return preview
    },
    async deployFallenBack(projectId, files) {
      const deployed = await deploy(projectId, files)
      const preview = await settled(
        deployed,
        ({ phase, serving, fault }) => phase === 'live' && serving?.id !== deployed.versionId && fault !== null,
      )
      if (preview.phase !== 'live') throw new Error(`expected a failure: ${JSON.stringify(preview)}`)
      return preview
    },
    async removeAll() {
      for (const { id } of await list()) await mutate('previews.delete', { previewId: id })
      await until('all previews are gone', list, (previews) => previews.length === 0, settleMs)
    },
  }
}

function createCaller(url: string, apiKey: string): Caller {
  const call = async (path: string, init: RequestInit) => {
    const response = await fetch(`${url}/trpc/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(deadlineMs),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path.split('?')[0]} answered ${response.status}: ${text.slice(0, 2000)}`)
    return (JSON.parse(text) as { result: { data: unknown } }).result.data
  }
  return {
    query: (procedure, input = {}) =>
      call(`${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, { method: 'GET' }),
    mutate: (procedure, input = {}) => call(procedure, { method: 'POST', body: JSON.stringify(input) }),
  }
}
