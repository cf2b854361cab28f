import type { InstanceTarget } from '../live/live.ts'
import type { Registry } from '../live/registry.ts'

type Work = (target: InstanceTarget, gone: AbortSignal) => Promise<void>

/**
 * Does one piece of work for each target, from when it appears; `gone` fires when it is there no more, or when all shall
 * end. The work for a target that comes back begins when the one before is over. Resolves when the signal has fired and
 * all work is over; `work` must not throw.
 */
export async function eachTarget(
  targets: Registry<string, InstanceTarget>,
  signal: AbortSignal,
  work: Work,
): Promise<void> {
  const leaving = new Map<string, AbortController>()
  const working = new Map<string, Promise<void>>()

  const begin = (target: InstanceTarget) => {
    const { instanceId } = target
    if (leaving.has(instanceId) || signal.aborted) return
    const leave = new AbortController()
    leaving.set(instanceId, leave)
    const gone = AbortSignal.any([signal, leave.signal])
    const now = after(working.get(instanceId), () => work(target, gone)).finally(() => {
      if (working.get(instanceId) === now) working.delete(instanceId)
    })
    working.set(instanceId, now)
  }
  const undo = targets.onChange((instanceId, target) => {
    if (target) {
      begin(target)
      return
    }
    leaving.get(instanceId)?.abort()
    leaving.delete(instanceId)
  })
  for (const target of targets.values()) begin(target)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  undo()
  await Promise.all(working.values())
}

/** Without anything before it, the work begins within the call. */
async function after(before: Promise<void> | undefined, work: () => Promise<void>): Promise<void> {
  if (before !== undefined) await before
  await work()
}
