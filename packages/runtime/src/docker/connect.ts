/** From settings to the place where the engine listens, in each form that DOCKER_HOST may take. */
import { readFileSync } from 'node:fs'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fail } from '@kapsules/domain'
import type { DockerOptions } from 'dockerode'

export interface EngineTls {
  /** Folder with ca.pem, cert.pem and key.pem, as DOCKER_CERT_PATH names it. */
  readonly certPath: string
  /** Whether the engine's certificate must be signed by that ca.pem, as DOCKER_TLS_VERIFY asks. */
  readonly verify: boolean
}

export interface ConnectSettings {
  /** `unix:///path`, `tcp://host:port`, `http(s)://host:port` or `ssh://user@host`. The default unix socket when absent. */
  readonly dockerHost?: string
  readonly tls?: EngineTls
  /** Socket of the ssh agent, as SSH_AUTH_SOCK names it. */
  readonly sshAgent?: string
}

/** What dockerode takes, and the agent that its types leave out. */
export type EngineOptions = DockerOptions & { readonly agent?: HttpAgent }

export interface EngineAddress {
  readonly options: EngineOptions
  /** How it is named to people. */
  readonly text: string
  /** Only an engine behind a unix socket can share our host. */
  readonly local: boolean
}

const defaultHost = 'unix:///var/run/docker.sock'

// dockerode fills what is absent from the process's environment: each field is given, so that only settings count
const nothing: EngineOptions = {
  host: undefined,
  port: undefined,
  socketPath: undefined,
  protocol: undefined,
  username: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
}

/** Where the engine listens. Throws `invalid-input` when the address or the certificates cannot be read. */
export function engineAddress(settings: ConnectSettings): EngineAddress {
  const text = settings.dockerHost || defaultHost
  const options = { ...nothing, ...optionsFor(text, settings) }
  return { options, text, local: options.socketPath !== undefined }
}

function optionsFor(text: string, settings: ConnectSettings): EngineOptions {
  if (text.startsWith('unix://')) {
    return { socketPath: text.slice('unix://'.length), agent: new HttpAgent({ keepAlive: true }) }
  }
  const url = parse(text)
  switch (url.protocol) {
    case 'tcp:':
    case 'http:':
    case 'https:':
      return overTcp(url, settings.tls)
    case 'ssh:':
      return overSsh(url, settings.sshAgent)
    default:
      return refuse(text)
  }
}

function overTcp(url: URL, tls: EngineTls | undefined): EngineOptions {
  const secure = tls !== undefined || url.protocol === 'https:' || url.port === '2376'
  const port = url.port || (secure ? '2376' : '2375')
  const at = { host: bareHost(url), port }
  if (!secure) return { ...at, protocol: 'http', agent: new HttpAgent({ keepAlive: true }) }
  const keys = tls ? readKeys(tls.certPath) : {}
  const agent = new HttpsAgent({ keepAlive: true, rejectUnauthorized: tls?.verify ?? true, ...keys })
  return { ...at, protocol: 'https', agent, ...keys }
}

function overSsh(url: URL, agent: string | undefined): EngineOptions {
  return {
    host: bareHost(url),
    port: url.port || '22',
    protocol: 'ssh',
    username: decodeURIComponent(url.username) || userInfo().username,
    sshOptions: agent === undefined ? {} : { agent },
  }
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function readKeys(folder: string): { ca: Buffer; cert: Buffer; key: Buffer } {
  try {
    return {
      ca: readFileSync(join(folder, 'ca.pem')),
      cert: readFileSync(join(folder, 'cert.pem')),
      key: readFileSync(join(folder, 'key.pem')),
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return fail(
      'invalid-input',
      `The certificates for the engine cannot be read from ${folder}.`,
      'Point DOCKER_CERT_PATH at a folder with ca.pem, cert.pem and key.pem.',
      [why],
    )
  }
}

function parse(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `tcp://${text}`)
  return url && url.hostname !== '' ? url : refuse(text)
}

function refuse(text: string): never {
  return fail(
    'invalid-input',
    `The engine's address ${JSON.stringify(text)} is not understood.`,
    'Set DOCKER_HOST to unix:///path, tcp://host:port or ssh://user@host.',
  )
}
