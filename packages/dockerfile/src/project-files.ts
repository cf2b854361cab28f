/** The files of a project by path, as they were deployed. */
export type FileMap = ReadonlyMap<string, Uint8Array>

/** No file that decides how to build is longer; what is, reads as absent. */
const maxTextBytes = 1_048_576

const decoder = new TextDecoder('utf-8')

/** Text of a file without its byte order mark; undefined when it is absent or longer than 1 MiB. */
export function readText(files: FileMap, path: string): string | undefined {
  const bytes = files.get(path)
  if (bytes === undefined || bytes.byteLength > maxTextBytes) return undefined
  return decoder.decode(bytes)
}

/** The beginning of a file of any length, cut at the given number of bytes; empty when it is absent. */
export function readHead(files: FileMap, path: string, bytes: number): string {
  return decoder.decode(files.get(path)?.subarray(0, bytes))
}

/** The first of the paths that the project has. */
export function firstPresent(files: FileMap, paths: readonly string[]): string | undefined {
  return paths.find((path) => files.has(path))
}

/** Whether any file lies below the folder. */
export function hasFolder(files: FileMap, folder: string): boolean {
  const prefix = `${folder}/`
  for (const path of files.keys()) if (path.startsWith(prefix)) return true
  return false
}

/** Source text without its comments, so that a commented-out setting does not count. */
export function withoutComments(source: string): string {
  const kept: string[] = []
  let from = 0
  for (let open = source.indexOf('/*'); open >= 0; open = source.indexOf('/*', from)) {
    kept.push(source.slice(from, open))
    const close = source.indexOf('*/', open + 2)
    from = close < 0 ? source.length : close + 2
  }
  kept.push(source.slice(from))
  return kept.join(' ').replace(/(^|[\s;,{(])\/\/[^\n]*/g, '$1')
}

const namedConfigs = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']

/** A tool's configuration (`<name>.config.{ts,js,...}`) without comments; empty when there is none. */
export function readConfig(files: FileMap, name: string): string {
  for (const extension of namedConfigs) {
    const text = readText(files, `${name}.config.${extension}`)
    if (text !== undefined) return withoutComments(text)
  }
  return ''
}
