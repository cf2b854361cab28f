import type { ImageConfig } from './image-archive.ts'
import type { ImageTree } from './image-tree.ts'
import type { Workshop } from './workshop.ts'

/** Files and config of a base, before its labels. */
export interface MadeBase {
  readonly tree: ImageTree
  readonly config: Omit<ImageConfig, 'Labels'>
  readonly finish?: Finish
}

/** A command that is run once in a container of the base, whose files become part of it. */
export interface Finish {
  readonly command: readonly string[]
  /** Folders to look in for files that the command made, without a leading slash. */
  readonly folders: readonly string[]
  /** Paths of the files to take. They must come out the same each time. */
  readonly made: RegExp
}

/** How one kind of base is made from packages. */
export interface Recipe {
  /** Versions that can be made here, oldest first. */
  versions(shop: Workshop): Promise<readonly string[]>
  /** A config file of the image that follows how the host's own package client is set up; empty when there is none. */
  clientConfig(signal: AbortSignal): Promise<string>
  /** Lays the files of a version that `versions` names. Throws `base-image-missing`, or the signal's reason. */
  make(version: string, clientConfig: string, shop: Workshop): Promise<MadeBase>
}

/** An address without user and password: nothing secret goes into an image. */
export function withoutCredentials(address: string): string {
  const url = URL.parse(address)
  if (url === null) return address
  url.username = ''
  url.password = ''
  return url.href
}
