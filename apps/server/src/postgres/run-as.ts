/**
 * Postgres refuses to run as root. When we are root it runs as the owner of its data, or as `nobody` when there is none
 * yet; no user is created. Where that user cannot reach the files (a home folder closed to others), it is given the one
 * capability that lets it pass.
 */
import type { SpawnOptions } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface Identity {
  readonly uid: number
  readonly gid: number
}

/** How to run a program: file, arguments, and what `spawn` must be told. */
export interface Invocation {
  readonly file: string
  readonly args: readonly string[]
  readonly options: Pick<SpawnOptions, 'uid' | 'gid'>
}

export interface RunAs {
  /** Who owns the data; null when we are that user ourselves. */
  readonly identity: Identity | null
  invoke(file: string, args: readonly string[]): Invocation
}

const nobody: Identity = { uid: 65534, gid: 65534 }

/** Decides as whom to run Postgres over `clusterDir`, with programs at `binary`. */
export async function chooseRunAs(clusterDir: string, binary: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { identity: null, invoke: (file, args) => ({ file, args, options: {} }) }
  const owner = await stat(clusterDir).catch(() => null)
  const identity = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : nobody
  const open = (await canPass(dirname(clusterDir))) && (await canPass(binary))
  return { identity, invoke: (file, args) => (open ? switched(identity, file, args) : carried(identity, file, args)) }
}

function switched({ uid, gid }: Identity, file: string, args: readonly string[]): Invocation {
  return { file, args, options: { uid, gid } }
}

function carried({ uid, gid }: Identity, file: string, args: readonly string[]): Invocation {
  const who = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  // the securebit: without it access(2), by which initdb looks at the programs beside it, knows nothing of the capability
  const may = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup']
  return { file: 'setpriv', args: [...who, ...may, file, ...args], options: {} }
}

/** Whether everybody may pass through this path and each folder above it. */
async function canPass(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => null)
    if (found && (found.mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}
