/** The first rung of the sleep ladder: a container frozen where it stands, and thawed again. */
import { type DockerService, type Outcome, settle } from './docker-service.ts'
import { type Instances, noContainer } from './instances.ts'

/** Freezes an instance. Nothing to do when it is frozen. Throws `not-found`, or `engine-refused` when it has ended. */
export async function pause(docker: DockerService, instances: Instances, instanceId: string, signal: AbortSignal) {
  await bring('paused', instances, instanceId, signal, (id) => docker.pauseContainer(id, signal))
}

/** Thaws an instance. Nothing to do when it runs. Throws `not-found`, or `engine-refused` when it has ended. */
export async function resume(docker: DockerService, instances: Instances, instanceId: string, signal: AbortSignal) {
  await bring('running', instances, instanceId, signal, (id) => docker.unpauseContainer(id, signal))
}

async function bring(
  state: 'paused' | 'running',
  instances: Instances,
  instanceId: string,
  signal: AbortSignal,
  act: (containerId: string) => Promise<Outcome>,
): Promise<void> {
  const outcome = await instances.use(instanceId, signal, async (id) => {
    const result = await act(id)
    return result === 'absent' ? null : result
  })
  if (outcome === null) noContainer(instanceId)
  if (outcome === 'done') return
  // engines refuse what is so already, each in its own words: what counts is the state
  const now = await instances.observe(instanceId, signal)
  if (now?.state !== state) settle(`bringing ${instanceId} to ${state}`, outcome)
}
