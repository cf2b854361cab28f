import { spawn } from 'node:child_process'
import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageTree } from './image-tree.ts'
import { finished, runTool } from './run-tool.ts'
import { layTar } from './tar-entries.ts'
import type { Workshop } from './workshop.ts'

/** What no container needs: documents, other languages, packaging data, converters between old character sets. */
const leftOut =
  /^(usr\/share\/(doc|doc-base|man|locale|lintian|bug|info|bash-completion|python3\/(debpython|runtime\.d))|(usr\/)?lib\/[^/]+\/gconv|etc\/(init\.d|ufw|logrotate\.d|default|cron)|(usr\/)?lib\/systemd)\//

/** Packages that are followed from one to the next; the rest of the distribution stays out. */
const followed = /^(lib|zlib|python3|media-types$)/

/** A Debian archive in the cache, ready to be laid into a tree. */
export interface DebianPackage {
  readonly name: string
  readonly file: string
}

/** How apt is asked: with the package lists of the host, or with lists of our own below the cache folder. */
type AptOptions = readonly string[]

/**
 * Downloads packages and the shared libraries they need, for the engine's architecture, and keeps the archives in the
 * cache. The host's package lists are used when they do; else lists of our own are fetched, which needs no root and
 * changes nothing on the host. Throws `base-image-missing` with apt's last lines.
 */
export async function fetchDebianPackages(seeds: readonly string[], shop: Workshop): Promise<DebianPackage[]> {
  try {
    return await fetchWith(architectureOptions(shop), seeds, shop)
  } catch (error) {
    shop.signal.throwIfAborted()
    const own = await ownLists(shop).catch(() => undefined)
    if (own === undefined) throw error
    return await fetchWith(own, seeds, shop)
  }
}

/** Names of the packages that `name` depends on directly, as the host's lists (or ours) have them. */
export async function debianDependencies(name: string, shop: Workshop): Promise<string[]> {
  try {
    return (await dependencyEdges(architectureOptions(shop), [name], shop)).get(name) ?? []
  } catch {
    shop.signal.throwIfAborted()
    return (await dependencyEdges(await ownLists(shop), [name], shop)).get(name) ?? []
  }
}

/** Lays the files of a package into the tree, without documents and the like. Package scripts do not run. */
export async function layDebianPackage(source: DebianPackage, tree: ImageTree, shop: Workshop): Promise<void> {
  const child = spawn('dpkg-deb', ['--fsys-tarfile', source.file], { stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const ended = finished('dpkg-deb', child, shop.signal, () => Buffer.concat(errors).toString('utf8'))
  const laid = layTar(child.stdout, tree, (path) => (leftOut.test(`${path}/`) ? undefined : path), shop.signal)
  const [exit, content] = await Promise.allSettled([ended, laid])
  if (exit.status === 'rejected') throw exit.reason
  if (content.status === 'rejected') throw content.reason
}

function architectureOptions(shop: Workshop): AptOptions {
  return ['-o', `APT::Architecture=${shop.architecture}`, '-o', `APT::Architectures::=${shop.architecture}`]
}

async function ownLists(shop: Workshop): Promise<AptOptions> {
  const root = join(shop.cacheDir, `apt-${shop.architecture}`)
  await mkdir(join(root, 'lists', 'partial'), { recursive: true })
  await mkdir(join(root, 'cache', 'archives', 'partial'), { recursive: true })
  const own = [
    ...architectureOptions(shop),
    ...['-o', `Dir::State::lists=${join(root, 'lists')}`, '-o', `Dir::Cache=${join(root, 'cache')}`],
    ...['-o', 'APT::Sandbox::User=root'],
  ]
  await runTool('apt-get', ['update', '-qq', ...own], { cwd: shop.folder, signal: shop.signal })
  return own
}

async function fetchWith(apt: AptOptions, seeds: readonly string[], shop: Workshop): Promise<DebianPackage[]> {
  const wanted = await withDependencies(apt, seeds, shop)
  const listing = await runTool('apt-get', ['download', '--print-uris', '-qq', ...apt, ...wanted], {
    cwd: shop.folder,
    signal: shop.signal,
  })
  const shelf = join(shop.cacheDir, 'debian')
  await mkdir(shelf, { recursive: true })
  const files = listing.split('\n').flatMap((line) => fileOf(line) ?? [])
  const missing = []
  for (const { name, file, bytes } of files) {
    const size = await stat(join(shelf, file)).then(
      (found) => found.size,
      () => -1,
    )
    if (size !== bytes) missing.push({ name, file })
  }
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name)
    await runTool('apt-get', ['download', '-qq', ...apt, ...names], { cwd: shop.folder, signal: shop.signal })
    for (const { file } of missing) await rename(join(shop.folder, file), join(shelf, file))
  }
  return files.map(({ name, file }) => ({ name, file: join(shelf, file) })).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** One line of `apt-get download --print-uris`: 'address' file size digest. */
function fileOf(line: string): { name: string; file: string; bytes: number } | undefined {
  const match = /^'[^']+' (([^_ ]+)_\S+\.deb) (\d+)/.exec(line)
  if (!match?.[1] || !match[2]) return undefined
  return { name: match[2], file: match[1], bytes: Number(match[3]) }
}

async function withDependencies(apt: AptOptions, seeds: readonly string[], shop: Workshop): Promise<string[]> {
  const edges = await dependencyEdges(apt, seeds, shop)
  const wanted = new Set(seeds)
  for (const name of wanted) {
    for (const next of edges.get(name) ?? []) if (followed.test(next)) wanted.add(next)
  }
  return [...wanted].sort()
}

async function dependencyEdges(apt: AptOptions, names: readonly string[], shop: Workshop): Promise<Map<string, string[]>> {
  const quiet = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`)
  const text = await runTool('apt-cache', ['depends', '--recurse', ...quiet, ...apt, ...names], {
    cwd: shop.folder,
    signal: shop.signal,
  })
  return readEdges(text)
}

/** Reads `apt-cache depends`: a name at the margin, its dependencies below. Of alternatives (`|`) the first counts. */
export function readEdges(text: string): Map<string, string[]> {
  const edges = new Map<string, string[]>()
  let current: string[] = []
  let alternative = false
  for (const line of text.split('\n')) {
    const head = /^[^\s<]\S*$/.exec(line)
    const edge = /^ ([ |])(?:Pre)?Depends: ([^\s<]+)$/.exec(line)
    if (head) {
      current = []
      edges.set(line, current)
      alternative = false
    } else if (edge?.[2]) {
      if (!alternative) current.push(edge[2])
      alternative = edge[1] === '|'
    }
  }
  return edges
}
