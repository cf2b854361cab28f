import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const brotli = promisify(brotliCompress)
const gz = promisify(gzip)
const worthIt = /\.(js|css|svg)$/
/** Below this a packet is not saved, bytes. */
const leastBytes = 1024

/** Puts a .br and a .gz beside each text file of the build, so that the server need not compress while somebody waits. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'kapsules-precompress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    async closeBundle() {
      for (const name of await readdir(folder, { recursive: true })) {
        const path = join(folder, name)
        if (!worthIt.test(name) || (await stat(path)).size < leastBytes) continue
        const text = await readFile(path)
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
        await writeFile(`${path}.br`, await brotli(text, { params }))
        await writeFile(`${path}.gz`, await gz(text, { level: 9 }))
      }
    },
  }
}
