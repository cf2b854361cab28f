import { FaultError, fault } from '@kapsules/domain'
import type Docker from 'dockerode'
import { removeReplaced, unlessAborted } from './engine-images.ts'
import type { ImageConfig } from './image-archive.ts'
import type { ImageTree } from './image-tree.ts'
import { loadImage, type Target } from './load-image.ts'
import type { Finish } from './recipe.ts'
import { layTar } from './tar-entries.ts'

const makingLabel = 'kapsules.base.making'
const memoryBytes = 512 * 1024 * 1024
/** Time for the removal of what was needed in between, in ms; it happens also when the making was stopped. */
const removalMs = 20_000
/** A container this old belongs to a process that died, in seconds. */
const abandonedSeconds = 3_600

/**
 * Runs the last command of a recipe in a container of the base as it is so far, without network, and lays the files it
 * made into the tree. The container and its image are removed whatever happens. Throws `base-image-missing`, what the
 * engine throws, or the signal's reason.
 */
export async function finishInContainer(
  target: Target,
  finish: Finish,
  tree: ImageTree,
  config: ImageConfig,
  tag: string,
  signal: AbortSignal,
): Promise<void> {
  const { engine } = target
  const unfinished = `${tag}-unfinished`
  await removeAbandoned(engine, signal)
  await loadImage(target, tree, config, unfinished, signal)
  try {
    const container = await engine.createContainer(containerSpec(unfinished, finish, signal))
    try {
      await runToEnd(container, finish, signal)
      for (const folder of finish.folders) await layNewFiles(container, folder, finish.made, tree, signal)
    } finally {
      await container.remove({ force: true, abortSignal: AbortSignal.timeout(removalMs) })
    }
  } finally {
    await engine.getImage(unfinished).remove({ abortSignal: AbortSignal.timeout(removalMs) })
  }
}

function containerSpec(image: string, finish: Finish, abortSignal: AbortSignal): Docker.ContainerCreateOptions {
  return {
    Image: image,
    Cmd: [...finish.command],
    User: '0',
    Tty: true,
    Labels: { [makingLabel]: image },
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      PidsLimit: 64,
    },
    abortSignal,
  }
}

async function runToEnd(container: Docker.Container, finish: Finish, signal: AbortSignal): Promise<void> {
  await container.start({ abortSignal: signal })
  const { StatusCode } = await container.wait({ abortSignal: signal })
  if (StatusCode === 0) return
  const log = await unlessAborted(container.logs({ stdout: true, stderr: true, tail: 12 }), signal)
  const message = `${finish.command[0] ?? 'A command'} failed in the new base with exit code ${StatusCode}.`
  const lines = log.toString('utf8').trim().split(/\r?\n/)
  throw new FaultError(fault('base-image-missing', message, 'See the evidence.', lines))
}

async function layNewFiles(
  container: Docker.Container,
  folder: string,
  made: RegExp,
  tree: ImageTree,
  signal: AbortSignal,
): Promise<void> {
  const archive = await unlessAborted(container.getArchive({ path: `/${folder}` }), signal)
  // names in the archive begin with the last part of the folder
  const above = folder.slice(0, folder.lastIndexOf('/'))
  await layTar(archive, tree, (path) => (made.test(path) ? `${above}/${path}` : undefined), signal)
}

async function removeAbandoned(engine: Docker, signal: AbortSignal): Promise<void> {
  const found = await engine.listContainers({ all: true, filters: { label: [makingLabel] }, abortSignal: signal })
  for (const { Id, Created, ImageID } of found) {
    if (Date.now() / 1000 - Created < abandonedSeconds) continue
    await engine.getContainer(Id).remove({ force: true, abortSignal: signal })
    await removeReplaced(engine, ImageID, signal)
  }
}
