/** What makes this installation itself, kept in the data directory: its name on the engine, and its secrets. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Installation {
  /** Label by which it knows what is its own on an engine. */
  readonly owner: string
  readonly authSecret: string
}

export interface InstallationSettings {
  readonly dataDir: string
  readonly owner: string | undefined
  readonly authSecret: string | undefined
}

/** Reads what is kept, and makes what is missing. What the settings give wins and is not kept. */
export async function openInstallation({ dataDir, owner, authSecret }: InstallationSettings): Promise<Installation> {
  await mkdir(dataDir, { recursive: true })
  return {
    owner: owner ?? (await keep(join(dataDir, 'owner'), () => `kapsules-${randomBytes(4).toString('hex')}`)),
    authSecret: authSecret ?? (await keep(join(dataDir, 'auth-secret'), () => randomBytes(32).toString('base64url'))),
  }
}

/** The text of a file that only we may read; made on first use. */
async function keep(path: string, make: () => string): Promise<string> {
  try {
    const handle = await open(path, 'wx', 0o600)
    const text = make()
    await handle.writeFile(text)
    await handle.close()
    return text
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return (await readFile(path, 'utf8')).trim()
  }
}

export interface Announcement {
  readonly url: string
  /** Where the record is: without a running server, scripts may only read the embedded one if that was in use. */
  readonly database: 'embedded' | 'external'
}

/** Tells programs on this machine where the server is, in server.json. */
export async function announce(dataDir: string, announcement: Announcement): Promise<void> {
  const path = join(dataDir, 'server.json')
  await writeFile(`${path}.new`, `${JSON.stringify({ ...announcement, pid: process.pid })}\n`)
  await chmod(`${path}.new`, 0o644)
  await rename(`${path}.new`, path)
}

/** Keeps the first admin's password for whoever owns the data directory, since it is shown only once. */
export async function keepFirstPassword(dataDir: string, password: string): Promise<void> {
  await writeFile(join(dataDir, 'admin-password'), `${password}\n`, { mode: 0o600 })
}
