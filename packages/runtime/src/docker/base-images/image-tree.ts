import { posix } from 'node:path'

export interface ImageFile {
  readonly type: 'file'
  readonly mode: number
  readonly uid: number
  readonly data: Buffer
}
export interface ImageFolder {
  readonly type: 'directory'
  readonly mode: number
  readonly uid: number
}
export interface ImageLink {
  readonly type: 'symlink'
  readonly uid: number
  readonly target: string
}
export type ImageEntry = ImageFile | ImageFolder | ImageLink

/** Old top folders that are links into /usr, so that packages of either layout meet in one place. */
const merged = /^(bin|sbin|lib|lib32|lib64|libx32)(?=\/|$)/

/**
 * The files of an image in the making, in memory. Paths have no leading slash. A later entry replaces an earlier one;
 * missing parent folders are added when it is read.
 */
export class ImageTree {
  readonly #entries = new Map<string, ImageEntry>()

  constructor() {
    for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
      this.#entries.set(name, { type: 'symlink', uid: 0, target: `usr/${name}` })
      this.folder(`usr/${name}`)
    }
  }

  /** Adds a file. Bits that change the user or group at execution are dropped. */
  file(path: string, data: Buffer | string, mode = 0o644, uid = 0): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    this.#set(path, { type: 'file', mode: mode & 0o777, uid, data: bytes })
  }

  folder(path: string, mode = 0o755, uid = 0): void {
    this.#set(path, { type: 'directory', mode: mode & 0o1777, uid })
  }

  link(path: string, target: string): void {
    this.#set(path, { type: 'symlink', uid: 0, target })
  }

  get(path: string): ImageEntry | undefined {
    return this.#entries.get(normal(path))
  }

  remove(path: string): void {
    this.#entries.delete(normal(path))
  }

  /** All entries, parents before children, in an order that depends on nothing but the paths. */
  sorted(): (readonly [string, ImageEntry])[] {
    const all = new Map(this.#entries)
    for (const path of this.#entries.keys()) {
      for (let up = posix.dirname(path); up !== '.' && !all.has(up); up = posix.dirname(up)) {
        all.set(up, { type: 'directory', mode: 0o755, uid: 0 })
      }
    }
    return [...all].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  #set(path: string, entry: ImageEntry): void {
    const key = normal(path)
    if (key !== '') this.#entries.set(key, entry)
  }
}

function normal(path: string): string {
  const clean = posix.normalize(`/${path}`).slice(1).replace(/\/$/, '')
  return clean.replace(merged, 'usr/$1')
}
