/** Checks of the installation, each with what to do when it fails. */
import { toFault } from '@kapsules/domain'
import { findOrphans } from '../orphans.ts'
import { countHealth } from '../store/read-health.ts'
import { readDatabaseVersion } from '../store/read-system.ts'
import { readRecords } from '../store/reconcile-reads.ts'
import type { ApiParts } from './context.ts'

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  readonly hint?: string
}

interface Finding {
  readonly ok: boolean
  readonly detail: string
  readonly hint?: string
}

const checkDeadlineMs = 5_000
const GiB = 1024 ** 3

/** Runs all checks at the same time; one that throws is a failed check, not a failed call. */
export function checkInstallation(parts: ApiParts): Promise<readonly Check[]> {
  const signal = AbortSignal.timeout(checkDeadlineMs)
  const checks: Record<string, () => Promise<Finding>> = {
    database: async () => ({ ok: true, detail: await readDatabaseVersion(parts.database) }),
    engine: () => checkEngine(parts, signal),
    disk: () => checkDisk(parts, signal),
    orphans: () => checkOrphans(parts, signal),
    health: () => checkHealth(parts),
  }
  return Promise.all(Object.entries(checks).map(([name, run]) => runCheck(name, run)))
}

async function runCheck(name: string, run: () => Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await run()) }
  } catch (error) {
    const { message, hint } = toFault(error)
    return { name, ok: false, detail: message, hint }
  }
}

async function checkEngine({ runtime }: ApiParts, signal: AbortSignal): Promise<Finding> {
  const { name, version, apiVersion, cgroupVersion, sameHost } = await runtime.info(signal)
  const where = sameHost ? 'on this host' : 'on another host'
  return { ok: true, detail: `${name} ${version} (API ${apiVersion}), cgroup v${cgroupVersion}, ${where}` }
}

async function checkDisk({ runtime }: ApiParts, signal: AbortSignal): Promise<Finding> {
  const { imagesBytes, buildCacheBytes, containersBytes } = await runtime.diskUse(signal)
  const show = (bytes: number) => `${(bytes / GiB).toFixed(1)} GiB`
  return {
    ok: true,
    detail: `images ${show(imagesBytes)}, build cache ${show(buildCacheBytes)}, containers ${show(containersBytes)}`,
  }
}

async function checkOrphans(parts: ApiParts, signal: AbortSignal): Promise<Finding> {
  const orphans = await findOrphans(() => readRecords(parts.database), parts.runtime, signal)
  const detail = `${orphans.length} without a record`
  if (orphans.length === 0) return { ok: true, detail }
  return { ok: false, detail, hint: 'They are removed within minutes; if they stay, run scripts/docker/cleanup.sh.' }
}

async function checkHealth({ database }: ApiParts): Promise<Finding> {
  const { healthy, degraded, unhealthy, unknown } = await countHealth(database, null)
  const detail = `${healthy} healthy, ${degraded} degraded, ${unhealthy} unhealthy, ${unknown} unknown`
  if (degraded + unhealthy === 0) return { ok: true, detail }
  return { ok: false, detail, hint: 'Look at the previews that are degraded or unhealthy.' }
}
