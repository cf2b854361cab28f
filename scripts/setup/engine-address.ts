// Where a Docker Engine may be, and whether it answers. Knows nothing of starting one.
import { existsSync, readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SetupError } from '../bootstrap/setup-error.mjs'

export const DEFAULT_ENGINE = 'unix:///var/run/docker.sock'

/** An engine's answer to a ping: its API version, or why there was none (an errno such as `ECONNREFUSED`). */
export type Pong = { answers: true; apiVersion: string } | { answers: false; reason: string }

/**
 * The addresses to try, best first. A DOCKER_HOST is taken at its word: nothing else is tried then.
 */
export function engineAddresses(env: NodeJS.ProcessEnv = process.env): string[] {
  if (env.DOCKER_HOST) return [env.DOCKER_HOST]
  const ofThisUser = [
    env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, 'docker.sock') : '',
    join(homedir(), '.docker', 'run', 'docker.sock'),
  ]
  return [
    DEFAULT_ENGINE,
    ...ofThisUser.filter((path) => path !== '' && existsSync(path)).map((path) => `unix://${path}`),
  ]
}

/** Asks an engine whether it is there. Throws a SetupError when the address itself makes no sense. */
export async function ping(address: string, deadlineMs = 3_000): Promise<Pong> {
  const url = readAddress(address)
  // The server reaches such an engine through ssh itself, and says so when it cannot.
  if (url.protocol === 'ssh:') return { answers: true, apiVersion: 'unknown' }
  return new Promise((resolve) => {
    const request = open(url, deadlineMs)
    request.once('response', (response) => {
      response.resume()
      const apiVersion = String(response.headers['api-version'] ?? 'unknown')
      resolve(response.statusCode === 200 ? { answers: true, apiVersion } : no(`HTTP ${response.statusCode}`))
    })
    request.once('timeout', () => request.destroy(new Error(`no answer within ${deadlineMs} ms`)))
    request.once('error', (error: NodeJS.ErrnoException) => resolve(no(error.code ?? error.message)))
    request.end()
  })
}

/** Pings until the engine answers or the time is over. `giveUp` ends the wait early, for example when a process died. */
export async function pingUntil(address: string, deadlineMs: number, giveUp = () => false): Promise<Pong> {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const pong = await ping(address)
    if (pong.answers || Date.now() >= deadline || giveUp()) return pong
    await delay(200)
  }
}

function readAddress(address: string): URL {
  const known = /^(unix|tcp|http|https|ssh):\/\//.test(address)
  if (known && URL.canParse(address)) return new URL(address)
  throw new SetupError(
    `DOCKER_HOST is "${address}", which is not an address of a Docker Engine.`,
    'Use unix:///path/to/docker.sock, tcp://host:2375 or ssh://user@host.',
  )
}

function open(url: URL, timeout: number): http.ClientRequest {
  const common = { path: '/_ping', timeout, agent: false as const }
  if (url.protocol === 'unix:') return http.request({ ...common, socketPath: decodeURIComponent(url.pathname) })
  const target = { ...common, host: url.hostname, port: url.port || (url.protocol === 'https:' ? 443 : 2375) }
  const tls = clientCertificate()
  if (tls === undefined && url.protocol !== 'https:') return http.request(target)
  return https.request({ ...target, ...tls })
}

function clientCertificate(env: NodeJS.ProcessEnv = process.env) {
  if (!env.DOCKER_TLS_VERIFY) return undefined
  const folder = env.DOCKER_CERT_PATH ?? join(homedir(), '.docker')
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFileSync(join(folder, name)))
  return { ca, cert, key }
}

function no(reason: string): Pong {
  return { answers: false, reason }
}
