/** Ends an instance: asks the app to stop, then makes it, then removes every trace of its container. */
import { type DockerService, settle } from './docker-service.ts'
import type { Instances } from './instances.ts'

/** As the driver's contract says. The engine counts whole seconds: the grace is rounded up. */
export async function end(
  docker: DockerService,
  instances: Instances,
  instanceId: string,
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const what = `end of ${instanceId}`
  await instances.use(instanceId, signal, async (id) => {
    if (graceMs > 0) {
      const stopped = settle(what, await docker.stopContainer(id, Math.ceil(graceMs / 1000), signal))
      if (stopped === 'absent') return null
    }
    const removed = await docker.removeContainer(id, signal)
    if (removed === 'absent') return null
    if (removed === 'done') return removed
    // somebody else is removing it: what counts is that it is gone in the end
    if (removed.status === 409 && /already in progress/i.test(removed.message)) {
      return settle(what, await docker.awaitRemoval(id, signal))
    }
    return settle(what, removed)
  })
  instances.forget(instanceId)
}
