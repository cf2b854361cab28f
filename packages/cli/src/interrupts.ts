/** Ctrl-C: the first asks a command to end, the second ends the process at once. */
import { exitCodes } from './exit-codes.ts'

class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/**
 * Does work whose signal is aborted by the first Ctrl-C, after `onFirst` was called. Gives back the work's exit code, or
 * the one for Ctrl-C when it ended for that reason. Ctrl-C is the system's again afterwards.
 */
export async function untilInterrupted(
  onFirst: () => void,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController()
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    onFirst()
    controller.abort(new Interrupted('ended by Ctrl-C'))
  }
  process.on('SIGINT', onInterrupt)
  try {
    return await work(controller.signal)
  } catch (error) {
    if (controller.signal.aborted) return exitCodes.interrupted
    throw error
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}
