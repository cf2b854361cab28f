/** What listens inside an instance, from the kernel's own tables: nothing is run inside the container. */
import { readFileSync } from 'node:fs'
import type { Listener } from '@kapsules/domain'
import type { DockerService } from './docker-service.ts'
import type { Instances } from './instances.ts'
import { listenersIn } from './proc-net.ts'

/** As the driver's contract says; null also when the container does not run or is not in our sight. */
export async function listeners(
  docker: DockerService,
  instances: Instances,
  instanceId: string,
  signal: AbortSignal,
): Promise<readonly Listener[] | null> {
  const details = await instances.use(instanceId, signal, (id) => docker.inspectContainer(id, signal))
  if (!details || details.State.Pid === 0) return null
  const at = `/proc/${details.State.Pid}`
  try {
    // a process of that number may be somebody else's: on another host, or after the container has ended
    if (!readFileSync(`${at}/cgroup`, 'utf8').includes(details.Id)) return null
    return [
      ...listenersIn(readFileSync(`${at}/net/tcp`, 'utf8')),
      ...listenersIn(readFileSync(`${at}/net/tcp6`, 'utf8')),
    ]
  } catch {
    // no such process in our sight, which is what null says
    return null
  }
}
