/** The tar stream in which a build's files reach the engine: the same files give the same bytes, whenever and wherever. */
import type { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import type { ContextFile } from '../driver.ts'

/** Where the Dockerfile stands in the context. No file of a project can: the folder is reserved for the platform. */
export const dockerfilePath = '.kapsules/Dockerfile'

const epoch = new Date(0)

/** Files sorted by path, owned by root, dated 1970. */
export function buildContext(dockerfile: string, files: readonly ContextFile[]): Readable {
  const archive = pack()
  const entry = (name: string, content: string | Uint8Array, mode: number) =>
    archive.entry({ name, mode, mtime: epoch, uid: 0, gid: 0 }, content)
  entry(dockerfilePath, dockerfile, 0o644)
  for (const { path, content, executable } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    entry(path, content, executable ? 0o755 : 0o644)
  }
  archive.finalize()
  // tar-stream's streams behave as Node's; only their types come from another family
  return archive as unknown as Readable
}
