import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Apt, withApt } from './apt.ts'
import type { ImageTree } from './image-tree.ts'
import { startTool } from './run-tool.ts'
import { layTar } from './tar-entries.ts'
import type { Workshop } from './workshop.ts'

/** What no container needs: documents, other languages, services of a host, converters between old character sets. */
const leftOut =
  /^(usr\/share\/(doc|doc-base|man|locale|lintian|bug|info|bash-completion)|(usr\/)?lib\/([^/]+\/gconv|systemd)|etc\/(init\.d|ufw|logrotate\.d|default|cron\.[a-z]+))\//

/** Packages that are followed from one to the next; the rest of the distribution stays out. */
const followed = /^(lib|zlib|python3|media-types$)/

/** Names of the packages that `name` depends on directly. Throws `base-image-missing`. */
export async function debianDependencies(name: string, shop: Workshop): Promise<readonly string[]> {
  return await withApt(shop, async (apt) => (await dependencyEdges(apt, [name])).get(name) ?? [])
}

/**
 * Lays the files of packages, and of the shared libraries they need, into a tree; documents and the like stay out and
 * package scripts do not run. Archives are kept in the cache. Throws `base-image-missing`, or the signal's reason.
 */
export async function layDebianPackages(seeds: readonly string[], tree: ImageTree, shop: Workshop): Promise<void> {
  for (const file of await withApt(shop, (apt) => fetchArchives(apt, seeds, shop))) {
    const { output, ended } = startTool('dpkg-deb', ['--fsys-tarfile', file], { cwd: shop.folder, signal: shop.signal })
    const place = (path: string) => (leftOut.test(`${path}/`) ? undefined : path)
    const [exit, laid] = await Promise.allSettled([ended, layTar(output, tree, place, shop.signal)])
    if (exit.status === 'rejected') throw exit.reason
    if (laid.status === 'rejected') throw laid.reason
  }
}

interface Archive {
  readonly package: string
  readonly file: string
  readonly algorithm: string
  readonly digest: string
}

async function fetchArchives(apt: Apt, seeds: readonly string[], shop: Workshop): Promise<string[]> {
  const wanted = await withDependencies(apt, seeds)
  const archives = readArchives(await apt('apt-get', ['download', '--print-uris', '-qq', ...wanted]))
  const shelf = join(shop.cacheDir, 'debian')
  await mkdir(shelf, { recursive: true })
  const missing: Archive[] = []
  for (const archive of archives) if (!(await isKept(join(shelf, archive.file), archive))) missing.push(archive)
  if (missing.length > 0) {
    await apt('apt-get', ['download', '-qq', ...missing.map((archive) => archive.package)])
    for (const { file } of missing) await rename(join(shop.folder, file), join(shelf, file))
  }
  return archives.map(({ file }) => join(shelf, file)).sort()
}

/** Whether the cache holds exactly the archive that the signed package lists describe. */
async function isKept(path: string, { algorithm, digest }: Archive): Promise<boolean> {
  const hash = createHash(algorithm)
  try {
    await pipeline(createReadStream(path), hash)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
  return hash.digest('hex') === digest
}

/** Reads `apt-get download --print-uris`: lines of 'address' file size algorithm:digest. */
export function readArchives(text: string): Archive[] {
  return text.split('\n').flatMap((line) => {
    const [, file, name, algorithm, digest] =
      /^'[^']+' (([^_ /]+)_[^\s/]+\.deb) \d+ (SHA\d+):([0-9a-f]+)$/.exec(line) ?? []
    if (!file || !name || !algorithm || !digest) return []
    return [{ package: name, file, algorithm: algorithm.toLowerCase(), digest }]
  })
}

async function withDependencies(apt: Apt, seeds: readonly string[]): Promise<string[]> {
  const edges = await dependencyEdges(apt, seeds)
  const wanted = new Set(seeds)
  for (const name of wanted) {
    for (const next of edges.get(name) ?? []) if (followed.test(next)) wanted.add(next)
  }
  return [...wanted].sort()
}

async function dependencyEdges(apt: Apt, names: readonly string[]): Promise<Map<string, string[]>> {
  const kinds = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances']
  return readEdges(await apt('apt-cache', ['depends', '--recurse', ...kinds.map((kind) => `--no-${kind}`), ...names]))
}

/** Reads `apt-cache depends`: a name at the margin, its dependencies below. Of alternatives (`|`) the first counts. */
export function readEdges(text: string): Map<string, string[]> {
  const edges = new Map<string, string[]>()
  let current: string[] = []
  let isAlternative = false
  for (const line of text.split('\n')) {
    const edge = /^ ([ |])(?:Pre)?Depends: ([^\s<]+)$/.exec(line)
    if (/^[^\s<]\S*$/.test(line)) {
      current = []
      edges.set(line, current)
      isAlternative = false
    } else if (edge?.[2]) {
      if (!isAlternative) current.push(edge[2])
      isAlternative = edge[1] === '|'
    }
  }
  return edges
}
