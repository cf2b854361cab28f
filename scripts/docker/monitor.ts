// See monitor.sh.
import { join } from 'node:path'
import { foreground } from '../bootstrap/foreground.mjs'
import { runScript } from '../bootstrap/progress.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { openEngine } from './engine.ts'
import { findInstallation, type Installation } from './installation.ts'

const DEADLINE_MS = 60_000
const MiB = 1024 ** 2

await runScript(async () => {
  const installation = await findInstallation()
  return installation.server ? await askServer(installation.server) : await askEngine(installation)
})

async function askServer({ url, apiKey }: { url: string; apiKey: string }): Promise<number> {
  const kapsules = (command: string) =>
    foreground(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'packages/cli/src/main.ts'), command],
      {
        KAPSULES_URL: url,
        KAPSULES_API_KEY: apiKey,
      },
    )
  const listed = await kapsules('ls')
  process.stdout.write('\n')
  return Math.max(listed, await kapsules('doctor'))
}

async function askEngine(installation: Installation): Promise<number> {
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const engine = openEngine(installation)
  const [info, disk, instances, networks, images] = await Promise.all([
    engine.info(signal),
    engine.diskUse(signal),
    engine.listInstances(signal),
    engine.listNetworks(signal),
    engine.listImages(signal),
  ])
  const running = instances.filter((instance) => instance.state === 'running').map((instance) => instance.instanceId)
  const usage = await engine.usage(running, signal)
  say('No server answers. What the engine itself knows of', installation.owner)
  say(
    'engine    ',
    `${info.name} ${info.version} (API ${info.apiVersion}), ${info.storageDriver}, cgroup v${info.cgroupVersion}`,
  )
  say(
    'disk      ',
    `images ${mib(disk.imagesBytes)}, build cache ${mib(disk.buildCacheBytes)}, containers ${mib(disk.containersBytes)}`,
  )
  say(
    'on engine ',
    `${instances.length} containers (${running.length} running), ${networks.length} networks, ${images.length} images`,
  )
  for (const { previewId, instanceId, state } of instances) {
    say(`  ${state.padEnd(8)}`, `preview ${previewId}, memory ${mib(usage.get(instanceId)?.memoryBytes ?? 0)}`)
  }
  return 0
}

function say(...words: string[]): void {
  process.stdout.write(`${words.join(' ')}\n`)
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MiB)} MiB`
}
