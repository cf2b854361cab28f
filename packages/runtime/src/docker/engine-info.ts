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
    parallelBuilds: isSince(version.ApiVersion, parallelBuildsSince),
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

/** The first API whose engines have BuildKit without being told to. */
const buildKitSince = [1, 39] as const
/** Engines before this one end with a panic now and then when builds that share steps run at once (moby/moby#42414). */
const parallelBuildsSince = [1, 42] as const

/** Which builder the engine has. */
export async function builderOf(docker: DockerService, signal: AbortSignal): Promise<'buildkit' | 'classic'> {
  const { ApiVersion } = await docker.version(signal)
  return isSince(ApiVersion, buildKitSince) ? 'buildkit' : 'classic'
}

function isSince(apiVersion: string, [sinceMajor, sinceMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number)
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)
}
