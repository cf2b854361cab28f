import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Pack } from 'tar-stream'
import type { ImageEntry, ImageTree } from './image-tree.ts'
import { beginEntry, type TarHeader, tarWriter } from './tar-streams.ts'

/** The part of an image's config that a recipe decides. */
export interface ImageConfig {
  readonly Env: readonly string[]
  readonly Cmd: readonly string[]
  readonly Labels: Readonly<Record<string, string>>
  readonly User?: string
  readonly WorkingDir?: string
  readonly StopSignal?: string
}

const epoch = new Date(0)
const epochText = '1970-01-01T00:00:00Z'
/** Bytes handed on at a time, so that a large file does not hold up the process. */
const chunkBytes = 1 << 18

/**
 * The archive that `docker load` reads. Entries are sorted and carry no time of their own, so the same files and
 * config give the same bytes and with them the same image id. The layer is written twice (first for its digest and
 * size) and never touches the disk. The manifest comes last: an archive that was cut short loads nothing.
 */
export async function imageArchive(
  tree: ImageTree,
  config: ImageConfig,
  platform: { readonly architecture: string },
  tag: string,
  signal: AbortSignal,
): Promise<Readable> {
  const layer = await measure(layerOf(tree), signal)
  const configJson = JSON.stringify({
    architecture: platform.architecture,
    os: 'linux',
    created: epochText,
    config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer.digest}`] },
    history: [{ created: epochText, created_by: 'made from packages by Kapsules Previews' }],
  })
  const configName = `${createHash('sha256').update(configJson).digest('hex')}.json`
  const layerName = `${layer.digest}/layer.tar`
  const manifest = JSON.stringify([{ Config: configName, RepoTags: [tag], Layers: [layerName] }])

  return written(async (archive) => {
    await addFile(archive, layerName, layer.bytes, layerOf(tree))
    await addFile(archive, configName, Buffer.byteLength(configJson), [Buffer.from(configJson)])
    await addFile(archive, 'manifest.json', Buffer.byteLength(manifest), [Buffer.from(manifest)])
  })
}

async function measure(source: Readable, signal: AbortSignal): Promise<{ digest: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    source,
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        bytes += chunk.length
        hash.update(chunk)
      }
    },
    { signal },
  )
  return { digest: hash.digest('hex'), bytes }
}

function layerOf(tree: ImageTree): Readable {
  return written(async (archive) => {
    for (const [path, entry] of tree.sorted()) {
      if (entry.type === 'file') await write(archive, headerOf(path, entry), chunksOf(entry.data))
      else archive.entry(headerOf(path, entry))
    }
  })
}

function headerOf(path: string, entry: ImageEntry): TarHeader {
  const base = { mtime: epoch, uid: entry.uid, gid: entry.uid, uname: '', gname: '' }
  if (entry.type === 'directory') return { ...base, name: `${path}/`, type: 'directory', mode: entry.mode }
  if (entry.type === 'symlink') return { ...base, name: path, type: 'symlink', mode: 0o777, linkname: entry.target }
  return { ...base, name: path, type: 'file', mode: entry.mode, size: entry.data.length }
}

/** A tar whose writer runs beside its reader; what the writer throws ends the stream. */
function written(writer: (archive: Pack) => Promise<void>): Readable {
  const { archive, output } = tarWriter()
  writer(archive).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  )
  return output
}

async function addFile(archive: Pack, name: string, size: number, data: Iterable<Buffer> | AsyncIterable<Buffer>) {
  await write(archive, { name, size, mode: 0o644, mtime: epoch, type: 'file' }, data)
}

async function write(archive: Pack, header: TarHeader, data: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
  if (header.size === 0) archive.entry(header, '')
  else await pipeline(data, beginEntry(archive, header))
}

function* chunksOf(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += chunkBytes) yield data.subarray(at, at + chunkBytes)
}
