import type { FileMap } from '../project-files.ts'
import { isPlainPath, isPlainWord } from '../safe-text.ts'
import { dependsOn, type Manifest } from './manifest.ts'

export interface StartCommand {
  /** With `node` the words are the whole command; with `manager` they name the script to run. */
  readonly via: 'node' | 'manager'
  readonly words: readonly string[]
  readonly reason: string
}

const entryNames = ['server', 'index', 'app', 'main', 'src/server', 'src/index', 'src/app', 'src/main', 'server/index']
const plainExtensions = ['js', 'mjs', 'cjs']
const typedExtensions = ['ts', 'mts', 'cts']

/** How a server is started; undefined when the project gives nothing to start. */
export function pickStartCommand(files: FileMap, manifest: Manifest): StartCommand | undefined {
  return (
    scriptedStart(manifest) ??
    fromScript(manifest, serverScript(manifest)) ??
    fromMain(files, manifest) ??
    fromEntry(files, manifest)
  )
}

/** The start script, when there is one: where there are two, the one for production. */
export function scriptedStart(manifest: Manifest): StartCommand | undefined {
  return fromScript(manifest, 'start:prod') ?? fromScript(manifest, 'start')
}

/** The dev script: the last resort of a project that has nothing else to start. */
export function devCommand(manifest: Manifest): StartCommand | undefined {
  return fromScript(manifest, 'dev')
}

/** A command whose words are ours. */
export function nodeCommand(words: readonly string[], reason: string): StartCommand {
  return { via: 'node', words: ['node', ...words], reason }
}

/** The script's own words when it is nothing but `node <words>` and may run without a shell. */
export function plainNodeWords(script: string): readonly string[] | undefined {
  const words = script.trim().split(/ +/)
  const command = words.slice(words.findIndex((word) => word !== 'cross-env' && word !== 'NODE_ENV=production'))
  const [program, ...rest] = command
  return program === 'node' && rest.length > 0 && rest.every(isPlainWord) ? command : undefined
}

/** Whether a script starts a program of the project rather than a tool that shows a built site. */
export function startsOwnServer(script: string | undefined): boolean {
  return script !== undefined && /\b(node|tsx|ts-node|bun|deno)\s[^|]*\.[cm]?[jt]sx?\b/.test(script.slice(0, 2_000))
}

function fromScript(manifest: Manifest, name: string | undefined): StartCommand | undefined {
  const script = name === undefined ? undefined : manifest.scripts.get(name)
  if (name === undefined || script === undefined || script.trim() === '') return undefined
  const wrapped = manifest.scripts.has(`pre${name}`) || manifest.scripts.has(`post${name}`)
  const words = wrapped ? undefined : plainNodeWords(script)
  const reason = `started by the script ${name}`
  return words === undefined ? { via: 'manager', words: [name], reason } : { via: 'node', words, reason }
}

/** Angular's servers are started by `serve:ssr:<project>`. */
function serverScript(manifest: Manifest): string | undefined {
  return [...manifest.scripts.keys()].find((name) => /^serve:ssr(:[\w.-]{1,60})?$/.test(name))
}

function fromMain(files: FileMap, manifest: Manifest): StartCommand | undefined {
  const main = manifest.main?.replace(/^\.\//, '')
  if (main === undefined || !isPlainPath(main)) return undefined
  const isBuilt = manifest.scripts.has('build')
  if (!files.has(main) && !isBuilt) return undefined
  return nodeCommand([main], 'started by main in package.json, because there is no start script')
}

function fromEntry(files: FileMap, manifest: Manifest): StartCommand | undefined {
  const find = (extensions: readonly string[]) =>
    entryNames.flatMap((name) => extensions.map((end) => `${name}.${end}`)).find((path) => files.has(path))
  const plain = find(plainExtensions)
  if (plain !== undefined) return nodeCommand([plain], `started by ${plain}, because there is no start script`)
  const typed = find(typedExtensions)
  if (typed === undefined) return undefined
  const reason = `started by ${typed}, because there is no start script`
  return dependsOn(manifest, 'tsx') ? nodeCommand(['--import', 'tsx', typed], reason) : nodeCommand([typed], reason)
}
