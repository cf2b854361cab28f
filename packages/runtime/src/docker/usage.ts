/** Reads the counters of running instances: from the kernel's files where they are in sight, else from the engine. */
import { setImmediate } from 'node:timers/promises'
import type { UsageCounters } from '@kapsules/domain'
import { atOnce } from './at-once.ts'
import { CgroupFiles } from './cgroup-files.ts'
import type { DockerService } from './docker-service.ts'
import type { Instances } from './instances.ts'
import { countersOf } from './usage-engine.ts'

/** Files read before others get their turn: each read is short, but it stops everything else. */
const readsInARow = 16
/** Engine calls under way at once; older engines take a second for each. */
const callsAtOnce = 16
/** Files that nobody asked about for this long are closed, ms. */
const keptMs = 120_000

interface Kept {
  readonly files: CgroupFiles
  askedAt: number
}

export class UsageMeter {
  readonly #docker: DockerService
  readonly #instances: Instances
  readonly #proc: string
  readonly #kept = new Map<string, Kept>()
  /** Instances whose containers run where we cannot see them. */
  readonly #outOfSight = new Set<string>()

  constructor(docker: DockerService, instances: Instances, proc = '/proc') {
    this.#docker = docker
    this.#instances = instances
    this.#proc = proc
  }

  /** As the driver's contract says. A paused instance counts as running: its memory is still in use. */
  async read(instanceIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, UsageCounters>> {
    signal.throwIfAborted()
    const counters = new Map<string, UsageCounters>()
    const others: string[] = []
    for (const [index, instanceId] of instanceIds.entries()) {
      if (index % readsInARow === readsInARow - 1) await setImmediate(undefined, { signal })
      const kept = this.#kept.get(instanceId)
      if (!kept) others.push(instanceId)
      else this.#readKept(instanceId, kept, counters)
    }
    await atOnce(callsAtOnce, others, async (instanceId) => {
      const read = await this.#readOther(instanceId, signal)
      if (read) counters.set(instanceId, read)
    })
    this.#closeUnused()
    return counters
  }

  /** Lets go of what is kept for an instance that is about to end. */
  forget(instanceId: string): void {
    this.#kept.get(instanceId)?.files.close()
    this.#kept.delete(instanceId)
    this.#outOfSight.delete(instanceId)
  }

  #readKept(instanceId: string, kept: Kept, counters: Map<string, UsageCounters>): void {
    kept.askedAt = Date.now()
    try {
      counters.set(instanceId, kept.files.read())
    } catch {
      // the kernel took the files away: the container has ended, and is left out as the contract says
      this.forget(instanceId)
    }
  }

  async #readOther(instanceId: string, signal: AbortSignal): Promise<UsageCounters | null> {
    const containerId = await this.#instances.containerOf(instanceId, signal)
    if (containerId === null) return null
    if (this.#outOfSight.has(instanceId)) return await this.#askEngine(instanceId, signal)
    const details = await this.#docker.inspectContainer(containerId, signal)
    if (!details) this.#instances.forget(instanceId)
    if (!details || details.State.Pid === 0) return null
    const files = CgroupFiles.find(containerId, details.State.Pid, this.#proc)
    if (!files) {
      this.#outOfSight.add(instanceId)
      return await this.#askEngine(instanceId, signal)
    }
    const kept = { files, askedAt: Date.now() }
    this.forget(instanceId)
    this.#kept.set(instanceId, kept)
    const counters = new Map<string, UsageCounters>()
    this.#readKept(instanceId, kept, counters)
    return counters.get(instanceId) ?? null
  }

  async #askEngine(instanceId: string, signal: AbortSignal): Promise<UsageCounters | null> {
    const stats = await this.#instances.use(instanceId, signal, (id) => this.#docker.stats(id, signal))
    return stats && countersOf(stats)
  }

  #closeUnused(): void {
    const oldest = Date.now() - keptMs
    for (const [instanceId, { askedAt }] of this.#kept) if (askedAt < oldest) this.forget(instanceId)
  }
}
