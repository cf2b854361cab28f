/** The Docker driver under the contract's tests, on a real engine that others use too. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import type { Subject } from '../../contract/subject.ts'
import type { BuildSpec, ContextFile, InstanceSpec, Runtime } from '../../driver.ts'
import { defaultBaseImageSettings } from '../base-images/index.ts'
import { engineAddress } from '../connect.ts'
import { createDockerRuntime, type DockerRuntimeSettings } from '../create.ts'
import { containerName, instanceLabel, ownerLabel, previewLabel } from '../labels.ts'
import { appDockerfile, appFile } from './app-image.ts'
import { baseDockerfile, busybox } from './busybox-base.ts'
import { type EngineProxy, startEngineProxy } from './engine-proxy.ts'

export interface DockerSubject extends Subject {
  readonly owner: string
  /** The engine itself, past the runtime. */
  readonly engine: Docker
}

export interface DockerSubjectSettings extends Partial<DockerRuntimeSettings> {
  /** DOCKER_HOST names the engine's unix socket, KAPSULES_TEST_OWNER what the owner label begins with. */
  readonly env: Readonly<Record<string, string | undefined>>
}

const defaultHost = 'unix:///var/run/docker.sock'
const setUpMs = 60_000

/**
 * Makes the driver with an owner of its own, and the images that the tests need. Ports are of 21000-21999, subnets of
 * 10.210.0.0/16, both from a place of their own for each process so that suites can run side by side.
 */
export async function makeDockerSubject({ env, ...settings }: DockerSubjectSettings): Promise<DockerSubject> {
  const owner = `${env.KAPSULES_TEST_OWNER ?? 'test'}-runtime-${randomBytes(4).toString('hex')}`
  const dockerHost = env.DOCKER_HOST ?? defaultHost
  const engine = new Docker(engineAddress({ dockerHost }).options)
  const proxy = await startEngineProxy(dockerHost.replace(/^unix:\/\//, ''))
  const cacheDir = await mkdtemp(join(tmpdir(), 'kapsules-runtime-'))
  const runtime = createDockerRuntime({
    owner,
    baseImages: { ...defaultBaseImageSettings, cacheDir },
    dockerHost: proxy.address,
    ...settings,
  })
  const signal = AbortSignal.timeout(setUpMs)
  const base = await buildImage(runtime, baseDockerfile, [await busybox(cacheDir, signal)], signal)
  const image = await buildImage(runtime, [`FROM ${base}`, ...appDockerfile], [appFile], signal)
  const foreign: string[] = []
  return {
    runtime,
    owner,
    engine,
    image,
    base,
    ...freshPlaces(),
    ask,
    occupyPort,
    occupySubnet: (subnet) => occupySubnet(engine, subnet),
    async lookAlike(spec) {
      const container = await makeLookAlike(engine, spec, base)
      foreign.push(container.id)
      return { stillThere: async () => (await container.inspect()).State.Running }
    },
    async removeBehindItsBack(instanceId) {
      const label = [`${ownerLabel}=${owner}`, `${instanceLabel}=${instanceId}`]
      const found = await engine.listContainers({ all: true, filters: JSON.stringify({ label }) })
      for (const { Id } of found) await engine.getContainer(Id).remove({ force: true })
    },
    cutConnections: proxy.cut,
    async close() {
      for (const id of foreign) await engine.getContainer(id).remove({ force: true, v: true })
      await removeAll(runtime)
      await closeAll(proxy, cacheDir)
    },
  }
}

async function buildImage(
  runtime: Runtime,
  lines: string[],
  files: ContextFile[],
  signal: AbortSignal,
): Promise<string> {
  const buildId = randomUUID()
  const tag = `kapsules/test-base:${buildId}`
  const spec: BuildSpec = { buildId, previewId: 'test-base', tag, dockerfile: lines.join('\n'), files }
  const said: string[] = []
  const result = await runtime.build(spec, (output) => void (output.kind === 'log' && said.push(output.text)), signal)
  if (!result.ok)
    throw new Error(`The image of the tests could not be built: ${result.failure.message}\n${said.join('\n')}`)
  return tag
}

/** Ports and subnets, counted up from a random place. */
function freshPlaces(): Pick<Subject, 'freePort' | 'freeSubnet'> {
  let next = randomBytes(2).readUInt16BE()
  return {
    freePort: () => 21_000 + (next++ % 1_000),
    freeSubnet: () => {
      next += 1
      return `10.210.${next % 256}.${((next >> 8) % 16) * 16}/28`
    },
  }
}

async function ask(hostPort: number): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${hostPort}/`, { signal: AbortSignal.timeout(2_000) })
    return await answer.text()
  } catch {
    // nobody there, or nobody yet: which is what null says
    return null
  }
}

async function occupyPort(hostPort: number): Promise<() => Promise<void>> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(hostPort, '127.0.0.1', resolve)
  })
  return () => new Promise((resolve) => server.close(() => resolve()))
}

async function occupySubnet(engine: Docker, subnet: string): Promise<() => Promise<void>> {
  const network = await engine.createNetwork({
    Name: `foreign-${randomUUID()}`,
    IPAM: { Config: [{ Subnet: subnet }] },
  })
  return async () => void (await network.remove())
}

/** The name, and every label but the owner's value, are those that the instance's own container would have. */
async function makeLookAlike(engine: Docker, spec: InstanceSpec, image: string) {
  const container = await engine.createContainer({
    name: containerName(spec.slug, spec.instanceId),
    Image: image,
    Cmd: ['/bin/sleep', '600'],
    Labels: {
      [ownerLabel]: `not-${randomUUID()}`,
      [instanceLabel]: spec.instanceId,
      [previewLabel]: spec.previewId,
    },
  })
  await container.start()
  return container
}

async function removeAll(runtime: Runtime): Promise<void> {
  const signal = AbortSignal.timeout(setUpMs)
  for (const { instanceId } of await runtime.listInstances(signal)) await runtime.end(instanceId, 0, signal)
  for (const { previewId } of await runtime.listNetworks(signal)) await runtime.removeNetwork(previewId, signal)
  // an image that another stands on goes after it
  for (const { imageId } of await runtime.listImages(signal)) await runtime.removeImage(imageId, signal)
  for (const { imageId } of await runtime.listImages(signal)) await runtime.removeImage(imageId, signal)
}

async function closeAll(proxy: EngineProxy, cacheDir: string): Promise<void> {
  await proxy.close()
  await rm(cacheDir, { recursive: true, force: true })
}
