/** Deploying in tests, in few words. */
import type { Fault } from '@kapsules/domain'
import { type TestServer, until } from './harness.ts'
import type { Files } from './projects.ts'

type DeployInput = Parameters<TestServer['client']['trpc']['previews']['deploy']['mutate']>[0]
export type Deployed = Awaited<ReturnType<TestServer['client']['trpc']['previews']['deploy']['mutate']>>
export type Detail = Awaited<ReturnType<TestServer['client']['trpc']['previews']['get']['query']>>

/** Deploys and does not wait. */
export function deploy(
  server: TestServer,
  projectId: string,
  files: Files,
  rest: Partial<DeployInput> = {},
): Promise<Deployed> {
  return server.client.trpc.previews.deploy.mutate({ projectId, files, ...rest })
}

/** Deploys and waits until the version serves; gives the address and what it answers. */
export async function deployLive(
  server: TestServer,
  projectId: string,
  files: Files,
  rest: Partial<DeployInput> = {},
): Promise<Deployed & { address: string; text: string }> {
  const deployed = await deploy(server, projectId, files, rest)
  const detail = await settled(server, deployed.previewId, deployed.versionId)
  if (detail.phase !== 'live' || !detail.url || detail.fault)
    throw new Error(`not live: ${JSON.stringify(detail, null, 2)}`)
  return { ...deployed, address: detail.url, text: await ask(detail.url) }
}

/** Waits until a version either serves or has failed. */
export function settled(server: TestServer, previewId: string, versionId: string, timeoutMs = 90_000): Promise<Detail> {
  return until(
    'the deploy to settle',
    () => server.client.trpc.previews.get.query({ previewId }),
    (it) =>
      it.wanted?.id === versionId &&
      ((it.phase === 'live' && (it.serving?.id === versionId || it.fault !== null)) || it.phase === 'failed'),
    timeoutMs,
  )
}

/** Deploys what cannot work and gives the fault that people see. */
export async function deployFault(
  server: TestServer,
  projectId: string,
  files: Files,
  rest: Partial<DeployInput> = {},
): Promise<Fault> {
  const { previewId, versionId } = await deploy(server, projectId, files, rest)
  const { phase, fault } = await settled(server, previewId, versionId)
  if (phase !== 'failed' || !fault) throw new Error(`expected a failure, but it is ${phase}`)
  return fault
}

/** What an address answers. */
export async function ask(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
  return response.text()
}

/** Deletes a preview and waits until nothing of it is left. */
export async function deleted(server: TestServer, previewId: string): Promise<void> {
  await server.client.trpc.previews.delete.mutate({ previewId })
  await until(
    'the preview to be gone',
    async () => (await server.client.trpc.previews.list.query({})).items.map((it) => it.id),
    (ids) => !ids.includes(previewId),
  )
}

/** What the engine holds under this server's label. */
export async function onEngine(
  server: TestServer,
): Promise<{ instances: string[]; networks: string[]; images: string[] }> {
  const signal = AbortSignal.timeout(20_000)
  const [instances, networks, images] = await Promise.all([
    server.runtime.listInstances(signal),
    server.runtime.listNetworks(signal),
    server.runtime.listImages(signal),
  ])
  return {
    instances: instances.map((it) => it.instanceId),
    networks: networks.map((it) => it.previewId),
    images: images.map((it) => it.buildId),
  }
}
