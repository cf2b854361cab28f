import { readFile } from 'node:fs/promises'
import { FaultError, fault } from '@kapsules/domain'
import { busyboxApplets } from './busybox-applets.ts'
import { ImageTree } from './image-tree.ts'
import type { Workshop } from './workshop.ts'

/** Packages that every base is laid from: the C library with its name lookup, and busybox for a shell. */
export const commonPackages = ['busybox-static', 'libc6', 'libc-bin', 'libgcc-s1']

export const caPath = '/etc/ssl/certs/ca-certificates.crt'

/** Environment of every base; programs that bring authorities of their own are pointed at the bundle. */
export const commonEnv = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  `SSL_CERT_FILE=${caPath}`,
  'LANG=C.UTF-8',
]

/** A user of an image: its name, and the id it has as user and as group. */
export interface ImageUser {
  readonly name: string
  readonly id: number
  readonly home: string
}

/** Folders, users and authorities that a program expects to find, before any package is laid over them. */
export async function skeleton(user: ImageUser, shop: Workshop): Promise<ImageTree> {
  const tree = new ImageTree()
  for (const path of [
    'dev',
    'proc',
    'sys',
    'run',
    'usr/local/bin',
    'usr/local/lib',
    'var/lib',
    'var/cache',
    'var/log',
  ]) {
    tree.folder(path)
  }
  for (const path of ['tmp', 'var/tmp']) tree.folder(path, 0o1777)
  tree.folder('root', 0o700)
  tree.folder(user.home, 0o755, user.id)
  tree.file('etc/passwd', passwd(user))
  tree.file('etc/group', `root:x:0:\n${user.name}:x:${user.id}:\nnogroup:x:65534:\n`)
  tree.file('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n')
  tree.file(caPath, await readAuthorities(shop.caFile))
  return tree
}

/** Names of the shell's commands, where the package before has not put a program of its own. */
export function layBusyboxLinks(tree: ImageTree): void {
  for (const applet of busyboxApplets) {
    const path = `usr/bin/${applet}`
    if (tree.get(path) === undefined) tree.link(path, 'busybox')
  }
}

function passwd(user: ImageUser): string {
  return [
    'root:x:0:0:root:/root:/bin/sh',
    `${user.name}:x:${user.id}:${user.id}:${user.name}:/${user.home}:/bin/sh`,
    'nobody:x:65534:65534:nobody:/nonexistent:/bin/false',
    '',
  ].join('\n')
}

/** The PEM bundle that images trust. Throws `base-image-missing` when it cannot be read. */
export async function readAuthorities(caFile: string): Promise<Buffer> {
  try {
    return await readFile(caFile)
  } catch (error) {
    const hint = 'Install the package ca-certificates on the host, or set the file of the authorities to trust.'
    throw new FaultError(fault('base-image-missing', `The bundle of authorities ${caFile} cannot be read.`, hint), {
      cause: error,
    })
  }
}
