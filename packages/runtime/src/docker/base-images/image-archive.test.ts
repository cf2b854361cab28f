import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageArchive } from './image-archive.ts'
import { ImageTree } from './image-tree.ts'
import { entryBytes, tarReader } from './tar-streams.ts'

const config = { Env: ['A=1'], Cmd: ['sh'], Labels: { 'kapsules.base': 'test' } }
const signal = new AbortController().signal

async function archiveOf(tree: ImageTree): Promise<Buffer> {
  return await buffer(await imageArchive(tree, config, { architecture: 'amd64' }, 'kapsules/test:1', signal))
}

async function filesOf(archive: Buffer): Promise<Map<string, Buffer>> {
  const { entries, input } = tarReader()
  input.end(archive)
  const files = new Map<string, Buffer>()
  for await (const entry of entries) files.set(entry.header.name, await entryBytes(entry))
  return files
}

describe('imageArchive', () => {
  it('is the same bytes for the same files, in whatever order they came', async () => {
    const files = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.uint8Array({ maxLength: 2000 })), {
      selector: ([name]) => name,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(files, async (list) => {
        const archives = [list, list.toReversed()].map((order) => {
          const tree = new ImageTree()
          for (const [name, data] of order) tree.file(`opt/${name}`, Buffer.from(data))
          return archiveOf(tree)
        })
        const [one, other] = await Promise.all(archives)
        expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  it('names the layer by its digest and puts the manifest last', async () => {
    const tree = new ImageTree()
    tree.file('opt/large', Buffer.alloc(700_000, 7))
    tree.file('opt/empty', '')
    const files = await filesOf(await archiveOf(tree))
    const names = [...files.keys()]
    expect(names.at(-1)).toBe('manifest.json')
    const [{ Config, RepoTags, Layers }] = JSON.parse(String(files.get('manifest.json')))
    expect(RepoTags).toEqual(['kapsules/test:1'])
    const layer = files.get(Layers[0]) ?? Buffer.alloc(0)
    const digest = createHash('sha256').update(layer).digest('hex')
    expect(Layers[0]).toBe(`${digest}/layer.tar`)
    const { rootfs, created } = JSON.parse(String(files.get(Config)))
    expect(rootfs.diff_ids).toEqual([`sha256:${digest}`])
    expect(created).toBe('1970-01-01T00:00:00Z')
    const inside = await filesOf(layer)
    expect(inside.get('opt/large')?.length).toBe(700_000)
    expect(inside.has('opt/empty')).toBe(true)
  })

  it('ends at once for a caller who has left', async () => {
    const gone = imageArchive(new ImageTree(), config, { architecture: 'amd64' }, 't', AbortSignal.abort())
    await expect(gone).rejects.toThrow()
  })
})
