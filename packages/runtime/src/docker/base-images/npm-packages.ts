import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { fail } from '@kapsules/domain'
import { z } from 'zod'
import type { ImageTree } from './image-tree.ts'
import { runTool } from './run-tool.ts'
import { layTar, type Placement } from './tar-entries.ts'
import type { Workshop } from './workshop.ts'

/** A registry that is slow or away is given up in about a minute, where npm by itself would take many. */
const patience = ['--fetch-timeout=60000', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']

/**
 * Fetches the newest package that `spec` allows (`npm@11`) with the host's npm, so that its registry, credentials and
 * proxy count, and lays its files into the tree. When the registry does not answer, what was fetched before is used.
 * No package script runs. Answers the version. Throws `base-image-missing` with npm's last lines, or the signal's reason.
 */
export async function layNpmPackage(spec: string, tree: ImageTree, place: Placement, shop: Workshop): Promise<string> {
  const { version, filename } = await fetchPackage(spec, shop)
  const unzipped = createGunzip()
  // every path in a package begins with one folder, whose name differs
  const inside: Placement = (path) => place(path.replace(/^[^/]+\//, ''))
  await Promise.all([
    pipeline(createReadStream(join(shop.folder, filename)), unzipped, { signal: shop.signal }),
    layTar(unzipped, tree, inside, shop.signal),
  ])
  return version
}

async function fetchPackage(spec: string, shop: Workshop): Promise<PackedPackage> {
  const cache = join(shop.cacheDir, 'npm')
  const args = ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', shop.folder, '--cache', cache]
  const pack = (more: readonly string[]) =>
    runTool('npm', [...args, ...more], { cwd: shop.folder, signal: shop.signal })
  try {
    return readPacked(spec, await pack(patience))
  } catch (error) {
    shop.signal.throwIfAborted()
    // why nothing is kept is no news: the first error says what is wrong
    const kept = await pack(['--offline']).catch(() => undefined)
    if (kept === undefined) throw error
    return readPacked(spec, kept)
  }
}

/** The registry that the host's npm is set to use. */
export async function npmRegistry(signal: AbortSignal): Promise<string> {
  const answer = await runTool('npm', ['config', 'get', 'registry'], { cwd: '/', signal })
  return answer.trim()
}

const packedAnswer = z.tuple([z.object({ version: z.string(), filename: z.string() })])
type PackedPackage = z.infer<typeof packedAnswer>[0]

function readPacked(spec: string, answer: string): PackedPackage {
  const read = packedAnswer.safeParse(JSON.parse(answer))
  if (read.success) return read.data[0]
  return fail('base-image-missing', `npm pack ${spec} gave no archive.`, 'Run it by hand to see why.', [answer])
}
