import type Docker from 'dockerode'
import { followProgress } from './engine-images.ts'
import { type ImageConfig, imageArchive } from './image-archive.ts'
import type { ImageTree } from './image-tree.ts'

export interface Target {
  readonly engine: Docker
  /** The engine's architecture in Docker's words. */
  readonly architecture: string
}

/** Loads a tree into the engine as the image `tag`. Throws what the engine throws, or the signal's reason. */
export async function loadImage(
  { engine, architecture }: Target,
  tree: ImageTree,
  config: ImageConfig,
  tag: string,
  signal: AbortSignal,
): Promise<void> {
  const archive = await imageArchive(tree, config, { architecture }, tag, signal)
  try {
    const answer = await engine.loadImage(archive, { quiet: true, abortSignal: signal })
    await followProgress(answer, signal)
  } finally {
    archive.destroy()
  }
}
