import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import type { ImageTree } from './image-tree.ts'

/** Where an archived path goes in the image, or undefined to leave it out. */
export type Placement = (path: string) => string | undefined

/**
 * Lays the entries of a tar stream into a tree. A hard link becomes a second file with the same bytes. Throws what
 * the stream throws, or the signal's reason.
 */
export async function layTar(source: Readable, tree: ImageTree, place: Placement, signal: AbortSignal): Promise<void> {
  const seen = new Map<string, string>()
  await pipeline(
    source,
    extract(),
    async (entries) => {
      for await (const entry of entries) {
        const { name, type, mode = 0o644, linkname } = entry.header
        const from = name.replace(/^\.?\//, '').replace(/\/$/, '')
        const to = place(from)
        if (to === undefined) {
          entry.resume()
          continue
        }
        seen.set(from, to)
        if (type === 'directory') tree.folder(to, mode)
        else if (type === 'symlink' && linkname) tree.link(to, linkname)
        else if (type === 'link' && linkname) layHardLink(tree, seen.get(linkname.replace(/^\.?\//, '')), to)
        else if (type === 'file') tree.file(to, Buffer.concat(await Array.fromAsync(entry)), mode)
        entry.resume()
      }
    },
    { signal },
  )
}

function layHardLink(tree: ImageTree, original: string | undefined, to: string): void {
  const entry = original === undefined ? undefined : tree.get(original)
  if (entry?.type === 'file') tree.file(to, entry.data, entry.mode)
}
