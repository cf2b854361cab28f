import { execFile } from 'node:child_process'
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fail } from '@kapsules/domain'
import type { PostgresBinaries } from './binaries.ts'
import { type ClusterPaths, ensurePassword, isInitialised } from './cluster.ts'
import type { RunAs } from './run-as.ts'

const run = promisify(execFile)

/**
 * Makes the cluster unless it is there. It is made beside its place and moved there when it is whole, so that a crash in
 * the middle leaves nothing that looks like a cluster. Throws `database-unreachable` with initdb's own words.
 */
export async function initialise(
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  runAs: RunAs,
  signal: AbortSignal,
): Promise<void> {
  if (await isInitialised(paths)) return
  const password = await ensurePassword(paths)
  const work = join(paths.dataDir, 'initdb')
  const passwordFile = join(paths.dataDir, 'initdb-password')
  await rm(work, { recursive: true, force: true })
  await rm(passwordFile, { force: true })
  try {
    await writeFile(passwordFile, password, { mode: 0o600 })
    await makeFolderFor(runAs, work)
    if (runAs.identity) await chown(passwordFile, runAs.identity.uid, runAs.identity.gid)
    const { file, args, options } = runAs.invoke(binaries.initdb, initdbArguments(work, passwordFile))
    await run(file, [...args], { ...options, signal, cwd: '/' })
    await rename(work, paths.cluster)
  } catch (error) {
    fail(
      'database-unreachable',
      'The embedded Postgres could not be set up.',
      'See that the data directory is writable and has room, or set DATABASE_URL to a Postgres server.',
      evidence(error),
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** An order of text and of upper and lower case that does not depend on the machine it once was made on. */
const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8']

function initdbArguments(folder: string, passwordFile: string): string[] {
  return ['-D', folder, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...locale]
}

async function makeFolderFor(runAs: RunAs, folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  if (runAs.identity) await chown(folder, runAs.identity.uid, runAs.identity.gid)
}

function evidence(error: unknown): string[] {
  const printed = (error as { stderr?: unknown }).stderr
  const text = typeof printed === 'string' && printed !== '' ? printed : String(error)
  return text.trim().split('\n').slice(-20)
}
