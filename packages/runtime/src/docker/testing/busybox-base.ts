/** The smallest image that the tests' apps can stand on: a static busybox under its many names, and nothing else. */
import { readFile } from 'node:fs/promises'
import { arch } from 'node:os'
import { join } from 'node:path'
import type { ContextFile } from '../../driver.ts'
import { layDebianPackages } from '../base-images/debian-packages.ts'
import { ImageTree } from '../base-images/image-tree.ts'
import { inWorkshop } from '../base-images/workshop.ts'

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

export const baseDockerfile = [
  'FROM scratch',
  'COPY busybox /bin/busybox',
  'RUN ["/bin/busybox","--install","-s","/bin"]',
]

/** The host's own busybox when it needs no libraries, else that of the distribution. */
export async function busybox(cacheDir: string, signal: AbortSignal): Promise<ContextFile> {
  const content = (await hostBusybox()) ?? (await packagedBusybox(cacheDir, signal))
  return { path: 'busybox', content, executable: true }
}

async function hostBusybox(): Promise<Buffer | null> {
  try {
    const content = await readFile('/bin/busybox')
    return content.subarray(0, 4_096).includes('/ld-') ? null : content
  } catch {
    // a machine without busybox is what the package is for
    return null
  }
}

async function packagedBusybox(cacheDir: string, signal: AbortSignal): Promise<Buffer> {
  const tree = new ImageTree()
  await inWorkshop(cacheDir, async (folder) => {
    const architecture = architectures[arch()] ?? arch()
    const caFile = '/etc/ssl/certs/ca-certificates.crt'
    await layDebianPackages(['busybox-static'], tree, {
      folder,
      cacheDir: join(cacheDir),
      architecture,
      caFile,
      signal,
    })
  })
  const file = tree.get('usr/bin/busybox') ?? tree.get('bin/busybox')
  if (file?.type !== 'file') throw new Error('The package busybox-static has no busybox.')
  return Buffer.from(file.data)
}
