/** The peer of M1: the same Dockerfile built, created, started and polled by the engine's calls and nothing else. */
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import Docker from 'dockerode'
import { pack } from 'tar-stream'

export interface RawRun {
  readonly dockerfile: string
  readonly files: ReadonlyMap<string, string>
  readonly tag: string
  readonly hostPort: number
  readonly appPort: number
  /** What the app must answer. */
  readonly text: string
}

export interface RawEngine {
  /** Builds, creates, starts, and polls until the app answers. Resolves with the container's id. */
  run(options: RawRun): Promise<string>
  remove(containerId: string, tag: string): Promise<void>
}

/** Speaks to the engine at DOCKER_HOST or the default socket. */
export function createRawEngine(): RawEngine {
  const docker = new Docker()
  return {
    async run({ dockerfile, files, tag, hostPort, appPort, text }) {
      await build(docker, dockerfile, files, tag)
      const container = await docker.createContainer({
        Image: tag,
        Env: [`PORT=${appPort}`, 'HOST=0.0.0.0'],
        ExposedPorts: { [`${appPort}/tcp`]: {} },
        HostConfig: { PortBindings: { [`${appPort}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }] } },
      })
      await container.start()
      await pollUntil(`http://127.0.0.1:${hostPort}/`, text)
      return container.id
    },
    async remove(containerId, tag) {
      await docker.getContainer(containerId).remove({ force: true })
      await docker.getImage(tag).remove({ force: true })
    },
  }
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
