import { DetectorFilesystem } from '@vercel/fs-detectors'
import type { FileMap } from './project-files.ts'
import { readText } from './project-files.ts'

interface Entry {
  readonly name: string
  readonly path: string
  readonly type: 'file' | 'dir'
}

/**
 * A project's files as the file system that framework detection reads. `overrides` replaces the text of single
 * files: detection runs regular expressions over package.json, which must not be text of a stranger's making.
 */
export class MapFilesystem extends DetectorFilesystem {
  readonly #files: FileMap
  readonly #overrides: ReadonlyMap<string, string>
  readonly #root: string
  readonly #folders = new Set<string>()

  constructor(files: FileMap, overrides: ReadonlyMap<string, string> = new Map(), root = '') {
    super()
    this.#files = files
    this.#overrides = overrides
    this.#root = root
    for (const path of files.keys()) {
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        const folder = path.slice(0, end)
        if (this.#folders.has(folder)) break
        this.#folders.add(folder)
      }
    }
  }

  #path(name: string): string {
    const parts = `${this.#root}/${name}`.split('/').filter((part) => part !== '' && part !== '.')
    return parts.join('/')
  }

  protected override async _isFile(name: string): Promise<boolean> {
    return this.#files.has(this.#path(name))
  }

  protected override async _hasPath(name: string): Promise<boolean> {
    const path = this.#path(name)
    return this.#files.has(path) || this.#folders.has(path)
  }

  protected override async _readFile(name: string): Promise<Buffer> {
    const path = this.#path(name)
    return Buffer.from(this.#overrides.get(path) ?? readText(this.#files, path) ?? '')
  }

  protected override async _readdir(name: string): Promise<Entry[]> {
    const folder = this.#path(name)
    const prefix = folder === '' ? '' : `${folder}/`
    const entries = new Map<string, Entry>()
    for (const path of this.#files.keys()) {
      if (!path.startsWith(prefix)) continue
      const [head = '', ...deeper] = path.slice(prefix.length).split('/')
      entries.set(head, { name: head, path: prefix + head, type: deeper.length > 0 ? 'dir' : 'file' })
    }
    return [...entries.values()]
  }

  protected override _chdir(name: string): DetectorFilesystem {
    return new MapFilesystem(this.#files, this.#overrides, this.#path(name))
  }
}
