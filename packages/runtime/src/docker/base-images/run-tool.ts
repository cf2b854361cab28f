import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { FaultError, fault } from '@kapsules/domain'

/** Time a tool has to leave after it was asked to, in ms; then it is killed. */
const graceMs = 3_000
const evidenceLines = 12
/** What `env` leaves with when there is no such program. */
const notFoundCode = 127
const hint =
  'Bases are made locally on Debian or Ubuntu with apt, dpkg and npm. On other hosts let them be pulled from a registry.'

type Child = ChildProcessByStdio<null, Readable, Readable>

export interface ToolOptions {
  readonly cwd: string
  readonly signal: AbortSignal
}

/**
 * Runs a program of the host with an argument array and answers what it printed. It waits until the program and
 * everything that shares its output have left, also when aborted, so that nobody writes into a folder that is
 * being removed. Throws the signal's reason when aborted, else a `base-image-missing` fault with the last lines.
 */
export async function runTool(command: string, args: readonly string[], options: ToolOptions): Promise<string> {
  const { output, ended } = startTool(command, args, options)
  const [text] = await Promise.all([buffer(output), ended])
  return text.toString('utf8')
}

/** Starts a program whose output is read as it comes. `ended` settles as {@link runTool} does. */
export function startTool(
  command: string,
  args: readonly string[],
  { cwd, signal }: ToolOptions,
): { readonly output: Readable; readonly ended: Promise<void> } {
  signal.throwIfAborted()
  // by way of `env`, so that what programs print does not follow the language of the host
  const child = spawn('env', ['LC_ALL=C.UTF-8', command, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  return { output: child.stdout, ended: leave(command, child, signal) }
}

async function leave(command: string, child: Child, signal: AbortSignal): Promise<void> {
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  let killer: NodeJS.Timeout | undefined
  const stop = () => {
    child.kill('SIGTERM')
    killer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  }
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const { code, cause } = await new Promise<{ code: number | null; cause?: Error }>((resolve) => {
      child.once('error', (error) => resolve({ code: null, cause: error }))
      child.once('close', (exit) => resolve({ code: exit }))
    })
    signal.throwIfAborted()
    if (code !== 0) throw toolFault(command, code, cause, Buffer.concat(errors).toString('utf8'))
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(killer)
  }
}

function toolFault(command: string, code: number | null, cause: Error | undefined, stderr: string): FaultError {
  const lines = stderr.trim().split('\n').filter(Boolean).slice(-evidenceLines)
  const message =
    cause || code === notFoundCode
      ? `The program ${command} could not be started on this host.`
      : `${command} failed with exit code ${code ?? 'none (killed)'}.`
  return new FaultError(fault('base-image-missing', message, hint, cause ? [cause.message] : lines), { cause })
}
