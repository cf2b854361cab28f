/** The peer of M1: the same Dockerfile built, created, started and polled by the engine's calls and nothing else. */
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import Docker from 'dockerode'
import { pack } from 'tar-stream'

export interface RawEngine {
  /** Builds, creates, starts, and polls until the app answers 200. Resolves with the container's id. */
  run(options: {
    dockerfile: string
    files: ReadonlyMap<string, string>
    tag: string
    hostPort: number
    appPort: number
  }): Promise<string>
  remove(containerId: string, tag: string): Promise<void>
}

/** Speaks to the engine at DOCKER_HOST or the default socket. */
export function createRawEngine(): RawEngine {
  const docker = new Docker()
  return {
    async run({ dockerfile, files, tag, hostPort, appPort }) {
      await build(docker, dockerfile, files, tag)
      const container = await docker.createContainer({
        Image: tag,
        Env: [`PORT=${appPort}`, 'HOST=0.0.0.0'],
        ExposedPorts: { [`${appPort}/tcp`]: {} },
        HostConfig: { PortBindings: { [`${appPort}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }] } },
      })
      await container.start()
      await pollUntilOk(`http://127.0.0.1:${hostPort}/`)
      return container.id
    },
    async remove(containerId, tag) {
      await docker.getContainer(containerId).remove({ force: true })
      await docker.getImage(tag).remove({ force: true })
    },
  }
}

async function build(docker: Docker, dockerfile: string, files: ReadonlyMap<string, string>, tag: string): Promise<void> {
  const context = pack()
  context.entry({ name: 'Dockerfile' }, dockerfile)
  for (const [name, content] of files) context.entry({ name }, content)
  context.finalize()
  const stream = await docker.buildImage(Readable.from(context), { t: tag, version: '2' })
  const events = await new Promise<{ error?: string }[]>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, output: { error?: string }[]) => (error ? reject(error) : resolve(output)))
  })
  const failed = events.find((event) => event.error)
  if (failed) throw new Error(`the peer's build failed: ${failed.error}`)
}

/** Asks every millisecond until the answer is 200; gives up after 60 s. */
export async function pollUntilOk(url: string): Promise<void> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    const status = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => 0,
    )
    if (status === 200) return
    await pause(1)
  }
  throw new Error(`${url} did not answer 200 within 60 s`)
}
