/** The only reader of the environment in this package. */
import { resolve } from 'node:path'

export interface CliEnv {
  /** KAPSULES_URL: the server to speak to. Left out on the machine of `npm start`. */
  readonly url: string | undefined
  /** KAPSULES_API_KEY: the key to speak to it with. Left out on the machine of `npm start`. */
  readonly apiKey: string | undefined
  /** KAPSULES_DATA_DIR: where the server of this machine keeps its state, if not in `.kapsules`; relative to the repository. */
  readonly dataDir: string
  /** NO_COLOR, by its convention: any text turns colours off. */
  readonly noColor: boolean
  /** DISPLAY or WAYLAND_DISPLAY: there is a desktop on which a browser can be opened. */
  readonly hasDisplay: boolean
}

/** Reads the environment. Empty variables count as absent. */
export function readEnv(env: Readonly<Record<string, string | undefined>> = process.env): CliEnv {
  const display = env.DISPLAY || env.WAYLAND_DISPLAY
  return {
    url: env.KAPSULES_URL || undefined,
    apiKey: env.KAPSULES_API_KEY || undefined,
    dataDir: resolve(import.meta.dirname, '../../..', env.KAPSULES_DATA_DIR || '.kapsules'),
    noColor: Boolean(env.NO_COLOR) || env.TERM === 'dumb',
    hasDisplay: process.platform === 'darwin' || process.platform === 'win32' || Boolean(display),
  }
}
