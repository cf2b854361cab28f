/** What kind of engine it is, and how full. */
import { existsSync } from 'node:fs'
import { release } from 'node:os'
import type { DiskUse, EngineInfo } from '../driver.ts'
import type { DockerService } from './docker-service.ts'

/** Describes the engine. `local`: it is reached through a unix socket. */
export async function engineInfo(docker: DockerService, local: boolean, signal: AbortSignal): Promise<EngineInfo> {
  const [version, details] = await Promise.all([docker.version(signal), docker.details(signal)])
  return {
    name: details.Name,
    version: version.Version,
    apiVersion: version.ApiVersion,
    operatingSystem: details.OperatingSystem,
    cgroupVersion: details.CgroupVersion,
    cpus: details.NCPU,
    memoryBytes: details.MemTotal,
    storageDriver: details.Driver,
    rootless: (details.SecurityOptions ?? []).some((option) => option.includes('rootless')),
    // an engine in a virtual machine has another kernel; one whose socket was handed into our container, other files
    sameHost: local && details.KernelVersion === release() && existsSync(details.DockerRootDir),
  }
}

/** What the engine's disk holds, of whatever origin. Walking over it may take long. */
export async function diskUse(docker: DockerService, signal: AbortSignal): Promise<DiskUse> {
  const { LayersSize, BuildCache, Containers } = await docker.diskUsage(signal)
  const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
  return {
    imagesBytes: LayersSize,
    buildCacheBytes: total((BuildCache ?? []).map(({ Size }) => Size)),
    containersBytes: total((Containers ?? []).map(({ SizeRw }) => SizeRw ?? 0)),
  }
}
