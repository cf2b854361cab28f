/** The peer of M1: the same Dockerfile and the same container through the engine's calls and nothing else. */
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import Docker from 'dockerode'
import { pack } from 'tar-stream'

/** What the peer is to build and to run: taken from a preview of ours, so that both sides give the same. */
export interface Model {
  readonly dockerfile: string
  readonly appPort: number
  /** User, limits, tmpfs, capabilities and the like; null runs the image as it is, on the engine's default network. */
  readonly contained: Contained | null
}

export interface Contained {
  readonly user: string
  readonly hostConfig: Docker.HostConfig
  readonly networkOptions: Record<string, string>
}

export interface RawRun {
  readonly model: Model
  readonly files: ReadonlyMap<string, string>
  readonly name: string
  readonly hostPort: number
  /** What the app must answer. */
  readonly text: string
}

export interface RawEngine {
  /** Reads how a container of ours is contained. */
  learn(previewId: string): Promise<Contained>
  /** Builds, creates, starts, and polls until the app answers. Resolves with its own undo. */
  run(options: RawRun): Promise<() => Promise<void>>
}

/** A subnet that the server under measurement does not use. */
const subnet = '10.222.255.240/28'

/** Speaks to the engine at DOCKER_HOST or the default socket. */
export function createRawEngine(): RawEngine {
  const docker = new Docker()
  return {
    learn: (previewId) => learn(docker, previewId),
    async run({ model, files, name, hostPort, text }) {
      const tag = `kapsules-bench:${name}`
      await build(docker, model.dockerfile, files, tag)
      const network = model.contained ? await createNetwork(docker, name, model.contained) : null
      const port = `${model.appPort}/tcp`
      const container = await docker.createContainer({
        Image: tag,
        Env: [`PORT=${model.appPort}`, 'HOST=0.0.0.0', 'HOME=/tmp'],
        ExposedPorts: { [port]: {} },
        ...(model.contained ? { User: model.contained.user } : {}),
        HostConfig: {
          ...model.contained?.hostConfig,
          ...(network ? { NetworkMode: network.id } : {}),
          PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }] },
        },
      })
      await container.start()
      await pollUntil(`http://127.0.0.1:${hostPort}/`, text)
      return async () => {
        await container.remove({ force: true })
        await network?.remove()
        await docker.getImage(tag).remove({ force: true })
      }
    },
  }
}

async function learn(docker: Docker, previewId: string): Promise<Contained> {
  const label = [`kapsules.preview=${previewId}`]
  const [container] = await docker.listContainers({ filters: { label } })
  const [network] = await docker.listNetworks({ filters: { label } })
  if (!container || !network) throw new Error('the preview to learn from has no container')
  const { Config, HostConfig } = await docker.getContainer(container.Id).inspect()
  const { CapDrop, SecurityOpt, ReadonlyRootfs, Tmpfs, LogConfig, Init, IpcMode, OomScoreAdj } = HostConfig
  const { Memory, MemorySwap, NanoCpus, PidsLimit, Ulimits } = HostConfig
  const limits = { Memory, MemorySwap, NanoCpus, PidsLimit, Ulimits, OomScoreAdj }
  const { 'com.docker.network.bridge.name': _, ...networkOptions } = (network.Options ?? {}) as Record<string, string>
  const hostConfig = { CapDrop, SecurityOpt, ReadonlyRootfs, Tmpfs, LogConfig, Init, IpcMode, ...limits }
  return { user: Config.User, networkOptions, hostConfig: hostConfig as Docker.HostConfig }
}

async function createNetwork(docker: Docker, name: string, contained: Contained): Promise<Docker.Network> {
  return docker.createNetwork({
    Name: `kapsules-bench-${name}`,
    Driver: 'bridge',
    IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
    Options: contained.networkOptions,
  })
}

async function build(
  docker: Docker,
  dockerfile: string,
  files: ReadonlyMap<string, string>,
  tag: string,
): Promise<void> {
  const context = pack()
  context.entry({ name: 'Dockerfile' }, dockerfile)
  for (const [name, content] of files) context.entry({ name }, content)
  context.finalize()
  const stream = await docker.buildImage(Readable.from(context), { t: tag, version: '2' })
  const events = await new Promise<{ error?: string }[]>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, output: { error?: string }[]) =>
      error ? reject(error) : resolve(output),
    )
  })
  const failed = events.find((event) => event.error)
  if (failed) throw new Error(`the peer's build failed: ${failed.error}`)
}

/** Asks every millisecond until the answer is 200 with this text; gives up after 60 s. */
export async function pollUntil(url: string, text: string): Promise<void> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      async (response) => (response.status === 200 ? response.text() : null),
      () => null,
    )
    if (answer === text) return
    await pause(1)
  }
  throw new Error(`${url} did not answer as it should within 60 s`)
}
