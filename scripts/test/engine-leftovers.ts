// What suites leave on the engine when they crash or are cut off: everything whose owner label begins with the name that
// this run gave to its suites (KAPSULES_TEST_OWNER), and nothing else.
import { run } from '../bootstrap/run.mjs'

const DEADLINE_MS = 120_000
const LABEL = 'kapsules.owner'

interface Kind {
  what: string
  list: string[]
  remove: string[]
}

// Containers first: they hold networks and images.
const kinds: Kind[] = [
  { what: 'containers', list: ['ps', '--all', '--quiet'], remove: ['rm', '--force', '--volumes'] },
  { what: 'networks', list: ['network', 'ls', '--quiet'], remove: ['network', 'rm'] },
  { what: 'images', list: ['images', '--quiet'], remove: ['rmi', '--force'] },
]

/** Removes what is left on the engine of the owners that begin with this prefix. Says how much there was. */
export async function removeFromEngine(ownerPrefix: string): Promise<void> {
  for (const { what, list, remove } of kinds) {
    const all = await docker(...list, '--no-trunc', '--filter', `label=${LABEL}`)
    const ids: string[] = []
    for (const id of new Set(all)) if ((await ownerOf(id)).startsWith(ownerPrefix)) ids.push(id)
    if (ids.length === 0) continue
    process.stdout.write(`  removing ${ids.length} ${what} that the suites left behind\n`)
    await docker(...remove, ...ids)
  }
}

async function ownerOf(id: string): Promise<string> {
  const fields = await docker('inspect', '--format', '{{json .}}', id)
  const found = JSON.parse(fields[0] ?? '{}') as { Labels?: Labels; Config?: { Labels?: Labels } }
  return (found.Labels ?? found.Config?.Labels)?.[LABEL] ?? ''
}

type Labels = Record<string, string> | null

async function docker(...args: string[]): Promise<string[]> {
  const { output, code } = await run('docker', args, { deadlineMs: DEADLINE_MS })
  return code === 0 ? output.split('\n').filter((line) => line !== '') : []
}
