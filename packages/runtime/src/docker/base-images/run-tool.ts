import { spawn } from 'node:child_process'
import { fault, FaultError } from '@kapsules/domain'

/** Time a tool has to leave after it was asked to, in ms; then it is killed. */
const graceMs = 3_000
const evidenceLines = 12

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
  options.signal.throwIfAborted()
  const child = spawn(command, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  await finished(command, child, options.signal, () => Buffer.concat(errors).toString('utf8'))
  return Buffer.concat(output).toString('utf8')
}

/** Resolves when the child left with code 0 and closed its output. Rejects as {@link runTool} says. */
export async function finished(
  command: string,
  child: ReturnType<typeof spawn>,
  signal: AbortSignal,
  stderr: () => string,
): Promise<void> {
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
    if (code !== 0) throw toolFault(command, code, cause, stderr())
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(killer)
  }
}

function toolFault(command: string, code: number | null, cause: Error | undefined, stderr: string): FaultError {
  const lines = stderr.trim().split('\n').filter(Boolean).slice(-evidenceLines)
  if (cause) {
    return new FaultError(
      fault('base-image-missing', `The program ${command} could not be started on this host.`, hintForTool, [
        cause.message,
      ]),
      { cause },
    )
  }
  return new FaultError(
    fault('base-image-missing', `${command} failed with exit code ${code ?? 'none (killed)'}.`, hintForTool, lines),
  )
}

const hintForTool =
  'Bases are made locally on Debian or Ubuntu with apt, dpkg and npm. On other hosts let them be pulled from a registry.'
