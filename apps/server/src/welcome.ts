/** What a person who has just started the server wants to know: where to look, how to get in, and that something runs. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from './store/database.ts'
import type { DeployResult } from './store/deploy.ts'
import { readLiveAddresses } from './store/read-addresses.ts'

export interface Greeting {
  readonly database: Database
  readonly url: string
  readonly dataDir: string
  /** Given when it was made just now. */
  readonly admin: { readonly email: string; readonly password: string } | null
  readonly demo: DeployResult | null
  readonly previewHost: string
}

/** How long the first example may take before we say that it is still on its way, ms. */
const demoDeadlineMs = 180_000

/** Prints the addresses. With an example just deployed it waits until that is live. */
export async function greet(greeting: Greeting, signal: AbortSignal): Promise<void> {
  const { url, dataDir, admin } = greeting
  // what is not a terminal is kept by somebody: a password does not belong there
  const password = admin && process.stdout.isTTY ? admin.password : `see ${join(dataDir, 'admin-password')}`
  console.log(`
  Kapsules Previews is up.

    Dashboard   ${url}
    Sign in     admin@kapsules.local
    Password    ${password}
    CLI         pnpm kapsules deploy examples/vite-react
`)
  const preview = await findPreview(greeting, signal)
  if (preview) console.log(`    Preview     ${preview}\n`)
}

async function findPreview(
  { database, demo, url, previewHost }: Greeting,
  signal: AbortSignal,
): Promise<string | null> {
  const deadline = Date.now() + (demo ? demoDeadlineMs : 0)
  if (demo) console.log('    Building the first example; this takes some seconds ...\n')
  for (;;) {
    const [address] = await readLiveAddresses(database)
    if (address) return `http://${previewHost}:${address.hostPort}  (${address.projectId}/${address.name})`
    if (Date.now() >= deadline || signal.aborted)
      return demo ? `on its way, see ${url}/api/preview/${demo.previewId}` : null
    await pause(250, undefined, { signal }).catch(() => undefined)
  }
}
