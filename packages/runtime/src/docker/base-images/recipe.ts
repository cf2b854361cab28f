import type { ImageConfig } from './image-archive.ts'
import type { ImageTree } from './image-tree.ts'
import type { Workshop } from './workshop.ts'

/** Files and config of a base, before its labels. */
export interface MadeBase {
  readonly tree: ImageTree
  readonly config: Omit<ImageConfig, 'Labels'>
}

/** How one kind of base is made from packages. */
export interface Recipe {
  /** Versions that can be made here, oldest first. */
  versions(shop: Workshop): Promise<readonly string[]>
  /** Lays the files of a version that `versions` names. Throws `base-image-missing`, or the signal's reason. */
  make(version: string, shop: Workshop): Promise<MadeBase>
}
