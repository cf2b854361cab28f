import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { type BaseImageSettings, defaultBaseImageSettings } from './settings.ts'

// Shared by the integration tests of this folder; nothing else imports it.

/** An engine, settings with names and a cache of their own, and the removal of all that was made under them. */
export interface TestBench extends AsyncDisposable {
  readonly engine: Docker
  readonly settings: BaseImageSettings
  /** Runs a command in a container of the image, without network, and answers what it printed. */
  run(image: string, command: readonly string[], options?: Docker.HostConfig, user?: string): Promise<string>
  /** Image names on the engine that begin with ours. */
  images(): Promise<string[]>
  /** Folders of makings that are still in the cache. */
  makings(): Promise<string[]>
}

const label = 'kapsules.test.base-images'

export async function testBench(): Promise<TestBench> {
  const engine = new Docker()
  const id = randomUUID().slice(0, 8)
  const repository = `kapsules-test-${id}`
  const cacheDir = await mkdtemp(join(tmpdir(), 'kapsules-test-bases-'))
  const images = async () => {
    const found = await engine.listImages()
    return found.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => tag.includes(repository))
  }
  return {
    engine,
    settings: { ...defaultBaseImageSettings, repository, cacheDir },
    images,
    makings: async () => (await readdir(cacheDir)).filter((name) => name.startsWith('making-')),
    run: (image, command, options, user) => runOnce(engine, id, image, command, options, user),
    async [Symbol.asyncDispose]() {
      for (const { Id } of await engine.listContainers({ all: true, filters: { label: [`${label}=${id}`] } })) {
        await engine.getContainer(Id).remove({ force: true })
      }
      for (const tag of await images()) await engine.getImage(tag).remove({ force: true })
      await rm(cacheDir, { recursive: true, force: true })
    },
  }
}

async function runOnce(
  engine: Docker,
  id: string,
  image: string,
  command: readonly string[],
  options: Docker.HostConfig = {},
  user = '',
): Promise<string> {
  const container = await engine.createContainer({
    Image: image,
    Cmd: [...command],
    User: user,
    Tty: true,
    Labels: { [label]: id },
    HostConfig: { NetworkMode: 'none', ...options },
  })
  try {
    await container.start()
    const { StatusCode } = await container.wait()
    const output = (await container.logs({ stdout: true, stderr: true })).toString('utf8').replaceAll('\r\n', '\n')
    if (StatusCode !== 0) throw new Error(`${command.join(' ')} left with ${StatusCode}:\n${output}`)
    return output
  } finally {
    await container.remove({ force: true })
  }
}
