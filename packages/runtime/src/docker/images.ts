/** The images that builds made. */
import type { ObservedImage } from '../driver.ts'
import { type DockerService, type Outcome, settle } from './docker-service.ts'
import { refused } from './engine-faults.ts'
import { buildLabel, isOurs, ownerLabel } from './labels.ts'

/** The images of this installation. */
export async function listImages(
  docker: DockerService,
  owner: string,
  signal: AbortSignal,
): Promise<readonly ObservedImage[]> {
  const images = await docker.listImages({ [ownerLabel]: owner }, signal)
  return images.map(({ Id, RepoTags, Created, Size, Labels }) => ({
    imageId: Id,
    buildId: Labels[buildLabel] ?? '',
    tags: realTags(RepoTags),
    sizeBytes: Size,
    createdAt: Created * 1000,
  }))
}

/**
 * Removes an image of ours, its tags first. Nothing to do when it is gone; one that a container uses is left.
 * Throws `engine-refused` for an image that is not ours.
 */
export async function removeImage(
  docker: DockerService,
  owner: string,
  ref: string,
  signal: AbortSignal,
): Promise<void> {
  const image = await docker.inspectImage(ref, signal)
  if (!image) return
  if (!isOurs(image.Config?.Labels ?? {}, owner)) {
    throw refused(`removal of ${ref}`, { status: 403, message: 'The image is not of this installation.' })
  }
  const tags = realTags(image.RepoTags)
  const targets = ref === image.Id || tags.length === 0 ? [...tags, image.Id] : [ref]
  for (const target of targets) {
    const outcome = await docker.removeImage(target, signal)
    if (isUsed(outcome)) return
    settle(`removal of ${target}`, outcome)
  }
}

function realTags(tags: readonly string[] | null | undefined): string[] {
  return (tags ?? []).filter((tag) => tag !== '<none>:<none>')
}

function isUsed(outcome: Outcome): boolean {
  return typeof outcome === 'object' && outcome.status === 409
}
