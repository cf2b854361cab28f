import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where one base is made: a folder that goes away with the making, and the cache that stays. */
export interface Workshop {
  /** Folder for the files of this making only. */
  readonly folder: string
  readonly cacheDir: string
  /** Architecture of the engine in Debian's and Docker's words: `amd64`, `arm64`. */
  readonly architecture: string
  readonly caFile: string
  readonly signal: AbortSignal
}

const prefix = 'making-'
/** A folder this old belongs to a process that died, in ms. */
const abandonedMs = 3_600_000

/** Gives `work` a fresh folder below the cache and removes it afterwards, whatever happened. */
export async function inWorkshop<T>(cacheDir: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(cacheDir, { recursive: true })
  await removeAbandoned(cacheDir)
  const folder = await mkdtemp(join(cacheDir, prefix))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (!name.startsWith(prefix)) continue
    const folder = join(cacheDir, name)
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > abandonedMs) await rm(folder, { recursive: true, force: true })
  }
}
