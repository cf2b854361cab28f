import { timedOut } from './engine-faults.ts'

/** How long each kind of call may take, ms. */
export interface Deadlines {
  /** Reading one thing or a list, and the first byte of a stream. */
  readonly readMs: number
  /** Creating, starting, pausing, removing. */
  readonly changeMs: number
  /** Walking over everything on disk. */
  readonly surveyMs: number
  /** A whole build, whatever its caller allows. */
  readonly buildMs: number
}

export const defaultDeadlines: Deadlines = {
  readMs: 10_000,
  changeMs: 60_000,
  surveyMs: 120_000,
  buildMs: 3_600_000,
}

export interface BoundedSignal {
  readonly signal: AbortSignal
  /** To be called when the work is over. */
  readonly release: () => void
}

/** A signal that fires with the caller's, or with `engine-timed-out` after `ms`. */
export function boundedSignal(ms: number, what: string, signal: AbortSignal): BoundedSignal {
  const inner = new AbortController()
  const onAbort = () => inner.abort(signal.reason)
  if (signal.aborted) onAbort()
  const timer = setTimeout(() => inner.abort(timedOut(what, ms)), ms)
  signal.addEventListener('abort', onAbort, { once: true })
  const release = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
  return { signal: inner.signal, release }
}

/**
 * Runs work under a caller's signal and a deadline of its own. Ends at once when either fires, even if the work does
 * not: throws the caller's reason, or `engine-timed-out`. The work's own signal fires in both cases.
 */
export async function withDeadline<T>(
  ms: number,
  what: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const bounded = boundedSignal(ms, what, signal)
  try {
    return await unlessAborted(work(bounded.signal), bounded.signal)
  } finally {
    bounded.release()
  }
}

/** What a promise gives, or the signal's reason when it fires first. The promise itself goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cut = Promise.withResolvers<never>()
  const onAbort = () => cut.reject(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, cut.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Waits, or throws the signal's reason when it fires first. */
export async function delay(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  try {
    await unlessAborted(promise, signal)
  } finally {
    clearTimeout(timer)
  }
}
