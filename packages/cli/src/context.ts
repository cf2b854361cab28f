/** What every command gets: the way to its server, and where it writes. */
import { createKapsulesClient, type KapsulesClient } from '@kapsules/client'
import { findConnection } from './connection.ts'
import type { CliEnv } from './env.ts'
import type { Screen } from './terminal/screen.ts'

export interface Context {
  readonly env: CliEnv
  readonly screen: Screen
  /** Connects on first use, so that wrong usage is told without a server. */
  connect(): Promise<KapsulesClient>
}

/** Makes the context of one run. */
export function createContext(env: CliEnv, screen: Screen): Context {
  let client: Promise<KapsulesClient> | undefined
  return {
    env,
    screen,
    connect() {
      client ??= findConnection(env).then(createKapsulesClient)
      return client
    },
  }
}
