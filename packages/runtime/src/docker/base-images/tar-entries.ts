import { pipeline } from 'node:stream/promises'
import type { Extract, Header } from 'tar-stream'
import type { ImageTree } from './image-tree.ts'
import { entryBytes, tarReader } from './tar-streams.ts'

/** Where an archived path goes in the image, or undefined to leave it out. */
export type Placement = (path: string) => string | undefined

/**
 * Lays the entries of a tar stream into a tree. A hard link becomes a second file with the same bytes. Throws what
 * the stream throws.
 */
export async function layTar(
  source: NodeJS.ReadableStream,
  tree: ImageTree,
  place: Placement,
  signal: AbortSignal,
): Promise<void> {
  const { entries, input } = tarReader()
  await Promise.all([pipeline(source, input, { signal }), layEntries(entries, tree, place)])
}

async function layEntries(entries: Extract, tree: ImageTree, place: Placement): Promise<void> {
  const placed = new Map<string, string>()
  for await (const entry of entries) {
    const from = cleanPath(entry.header.name)
    const to = place(from)
    if (to === undefined) {
      entry.resume()
      continue
    }
    placed.set(from, to)
    layEntry(tree, to, entry.header, await entryBytes(entry), (path) => placed.get(path))
  }
}

function layEntry(
  tree: ImageTree,
  to: string,
  { type, mode, linkname }: Header,
  data: Buffer,
  placeOf: (path: string) => string | undefined,
): void {
  if (type === 'directory') tree.folder(to, mode)
  else if (type === 'file') tree.file(to, data, mode)
  else if (type === 'symlink') tree.link(to, linkname)
  else if (type === 'link') {
    const original = tree.get(placeOf(cleanPath(linkname)) ?? '')
    if (original?.type === 'file') tree.file(to, original.data, original.mode)
  }
}

function cleanPath(name: string): string {
  return name.replace(/^\.?\//, '').replace(/\/$/, '')
}
