/** A version is an immutable snapshot of a preview's files, known by the hash of its manifest. */

export interface ManifestEntry {
  readonly path: string
  /** Lower-case hex SHA-256 of the content. */
  readonly sha256: string
  readonly size: number
  readonly executable: boolean
}

/** The text whose SHA-256 is the version's hash. One line per file, sorted by path; paths are JSON strings so that no path can forge a line. */
export function manifestText(entries: readonly ManifestEntry[]): string {
  return [...entries]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((entry) => `${entry.sha256} ${entry.executable ? 'x' : '-'} ${JSON.stringify(entry.path)}\n`)
    .join('')
}

export interface ManifestDiff {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** What differs between two manifests, paths sorted. */
export function diffManifests(before: readonly ManifestEntry[], after: readonly ManifestEntry[]): ManifestDiff {
  const old = new Map(before.map((entry) => [entry.path, entry]))
  const added: string[] = []
  const changed: string[] = []
  for (const entry of after) {
    const was = old.get(entry.path)
    old.delete(entry.path)
    if (!was) added.push(entry.path)
    else if (was.sha256 !== entry.sha256 || was.executable !== entry.executable) changed.push(entry.path)
  }
  return { added: added.sort(), changed: changed.sort(), removed: [...old.keys()].sort() }
}
