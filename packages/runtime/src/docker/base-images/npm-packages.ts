import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { fail } from '@kapsules/domain'
import type { ImageTree } from './image-tree.ts'
import { runTool } from './run-tool.ts'
import { layTar, type Placement } from './tar-entries.ts'
import type { Workshop } from './workshop.ts'

/**
 * Fetches the newest package that `spec` allows (`npm@11`) with the host's npm, so that its registry, credentials and
 * proxy count, and lays its files into the tree. No package script runs. Answers the version. Throws
 * `base-image-missing` with npm's last lines.
 */
export async function layNpmPackage(spec: string, tree: ImageTree, place: Placement, shop: Workshop): Promise<string> {
  const cache = join(shop.cacheDir, 'npm')
  const args = ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', shop.folder, '--cache', cache]
  const { version, filename } = packed(spec, await runTool('npm', args, { cwd: shop.folder, signal: shop.signal }))
  const inside: Placement = (path) => place(path.replace(/^[^/]+\//, ''))
  const unzipped = createReadStream(join(shop.folder, filename)).pipe(createGunzip())
  await layTar(unzipped, tree, inside, shop.signal)
  return version
}

/** The registry that the host's npm is set to use. */
export async function npmRegistry(shop: Workshop): Promise<string> {
  const answer = await runTool('npm', ['config', 'get', 'registry'], { cwd: shop.folder, signal: shop.signal })
  return answer.trim()
}

function packed(spec: string, answer: string): { version: string; filename: string } {
  const [first] = JSON.parse(answer) as { version?: unknown; filename?: unknown }[]
  if (typeof first?.version !== 'string' || typeof first.filename !== 'string') {
    return fail('base-image-missing', `npm pack ${spec} gave no archive.`, 'Run it by hand to see why.', [answer])
  }
  return { version: first.version, filename: first.filename.replace('@', '').replace('/', '-') }
}
