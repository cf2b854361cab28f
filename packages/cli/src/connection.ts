/** Which server to speak to, and with which key. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clientFault, KapsulesError } from '@kapsules/client'
import { fault } from '@kapsules/domain'
import type { CliEnv } from './env.ts'

export interface Connection {
  readonly url: string
  readonly apiKey: string
}

/**
 * Finds the server: what the environment says, else the one that `npm start` runs from this repository, which leaves its
 * address and a key in its data directory. That key is given to no other server.
 * @throws KapsulesError when there is none, or the key for it is missing.
 */
export async function findConnection(env: Pick<CliEnv, 'url' | 'apiKey' | 'dataDir'>): Promise<Connection> {
  const local = env.url && env.apiKey ? undefined : await readLocal(env.dataDir)
  const url = env.url ?? local?.url
  if (url === undefined) throw noServer()
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw badUrl(url)
  const isLocal = local !== undefined && new URL(local.url).origin === new URL(url).origin
  const apiKey = env.apiKey ?? (isLocal ? local.apiKey : undefined)
  if (apiKey === undefined) throw noKey(url)
  return { url, apiKey }
}

async function readLocal(folder: string): Promise<{ url: string; apiKey: string | undefined } | undefined> {
  const state = await readIfThere(join(folder, 'server.json'))
  if (state === undefined) return undefined
  const url = urlIn(state)
  if (url === undefined) return undefined
  const key = await readIfThere(join(folder, 'local-api-key'))
  return { url, apiKey: key?.trim() || undefined }
}

/** The address in a server.json; undefined when the file is not one, as in the moment in which it is being written. */
function urlIn(text: string): string | undefined {
  try {
    const state: unknown = JSON.parse(text)
    if (typeof state !== 'object' || state === null || !('url' in state)) return undefined
    return typeof state.url === 'string' && URL.canParse(state.url) ? state.url : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'EACCES') throw unreadable(path)
    throw error
  }
}

function noServer(): KapsulesError {
  return new KapsulesError(
    clientFault(
      'server-unreachable',
      'No Kapsules server is known.',
      'Run "npm start" in this repository, or set KAPSULES_URL and KAPSULES_API_KEY.',
    ),
  )
}

function badUrl(url: string): KapsulesError {
  return new KapsulesError(
    fault('invalid-input', 'KAPSULES_URL is not an http or https address.', 'For example http://127.0.0.1:4000.', [
      url,
    ]),
  )
}

function noKey(url: string): KapsulesError {
  return new KapsulesError(
    fault('unauthenticated', `There is no API key for ${url}.`, 'Set KAPSULES_API_KEY; an admin can create a key.'),
  )
}

function unreadable(path: string): KapsulesError {
  return new KapsulesError(
    fault('forbidden', 'The local API key may not be read by this user.', 'Set KAPSULES_API_KEY instead.', [path]),
  )
}
