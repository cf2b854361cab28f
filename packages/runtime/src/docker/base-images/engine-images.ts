import { type FaultCode, FaultError, fault } from '@kapsules/domain'
import type Docker from 'dockerode'

export interface EngineImage {
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
}

/** The image of that name on the engine, or undefined. Throws the engine's error, or the signal's reason. */
export async function findImage(engine: Docker, ref: string, signal: AbortSignal): Promise<EngineImage | undefined> {
  try {
    const { Id, Config } = await unlessAborted(engine.getImage(ref).inspect(), signal)
    return { id: Id, labels: Config.Labels ?? {} }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

/** Removes an image that lost its name to a newer one. What still builds or runs on it keeps it. */
export async function removeReplaced(engine: Docker, id: string, signal: AbortSignal): Promise<void> {
  try {
    const { RepoTags } = await unlessAborted(engine.getImage(id).inspect(), signal)
    if ((RepoTags ?? []).length === 0) await engine.getImage(id).remove({ abortSignal: signal })
  } catch (error) {
    const status = statusOf(error)
    if (status !== 404 && status !== 409) throw error
  }
}

/**
 * Reads the lines of progress the engine answers to pull and load, until it ends. `onLine` hears of each. Throws when
 * a line reports an error, and the signal's reason when aborted.
 */
export async function followProgress(
  answer: NodeJS.ReadableStream,
  signal: AbortSignal,
  onLine: () => void = () => undefined,
): Promise<void> {
  let rest = ''
  try {
    for await (const chunk of answer) {
      signal.throwIfAborted()
      const lines = (rest + chunk.toString('utf8')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) readLine(line)
      onLine()
    }
    readLine(rest)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

function readLine(line: string): void {
  if (line.trim() === '') return
  const { error } = JSON.parse(line) as { error?: unknown }
  if (error !== undefined) throw new Error(String(error))
}

/** The answer of work that does not end at once when stopped; when the signal comes first its reason is thrown. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' ? status : undefined
}

/** The fault that an error of this folder's work becomes; faults pass as they are. */
export function baseImageFault(error: unknown, what: string): FaultError {
  if (error instanceof FaultError) return error
  const text = error instanceof Error ? error.message : String(error)
  const [code, message, hint] = engineIsGone(error)
    ? (['engine-unreachable', 'The engine does not answer.', 'Start the engine, or correct DOCKER_HOST.'] as const)
    : (['base-image-missing', `${what} could not be provided.`, 'See the evidence, then try again.'] as const)
  return new FaultError(fault(code satisfies FaultCode, message, hint, [text]), { cause: error })
}

function engineIsGone(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'connect'
}
