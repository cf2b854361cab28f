import { debianDependencies, fetchDebianPackages, layDebianPackage } from './debian-packages.ts'
import type { Recipe } from './recipe.ts'
import { runTool } from './run-tool.ts'
import { caPath, commonEnv, commonPackages, layBusyboxLinks, skeleton } from './skeleton.ts'
import type { Workshop } from './workshop.ts'

/** Wheels bring native code that needs the C++ library; programs ask for time zones and types of files. */
const packages = [
  ...commonPackages,
  ...['python3', 'python3-minimal', 'python3-venv', 'python3-pip', 'libstdc++6', 'tzdata', 'media-types'],
]

/** The distribution's Python with venv and pip, under the names of the official image (`python`, `pip`). */
export const pythonRecipe: Recipe = {
  async versions(shop) {
    const names = await debianDependencies('python3', shop)
    return names.flatMap((name) => /^python(3\.\d+)$/.exec(name)?.[1] ?? [])
  },

  async make(version, shop) {
    const tree = await skeleton({ name: 'app', id: 1000, home: 'home/app' }, shop)
    for (const source of await fetchDebianPackages(packages, shop)) await layDebianPackage(source, tree, shop)
    layBusyboxLinks(tree)
    tree.link('usr/bin/python', 'python3')
    // the image holds one app: pip may install beside the distribution's packages, as in the official image
    tree.remove(`usr/lib/python${version}/EXTERNALLY-MANAGED`)
    tree.file('etc/pip.conf', pipConfig(await pipIndex(shop)))
    const env = [...commonEnv, `REQUESTS_CA_BUNDLE=${caPath}`]
    return { tree, config: { Env: env, Cmd: ['python3'] } }
  },
}

/** The index that the host's pip is set to use; none when there is no pip or no such setting. */
async function pipIndex(shop: Workshop): Promise<string | undefined> {
  try {
    const answer = await runTool('pip', ['config', 'get', 'global.index-url'], { cwd: shop.folder, signal: shop.signal })
    return answer.trim() || undefined
  } catch {
    // pip answers an unset key with exit code 1
    shop.signal.throwIfAborted()
    return undefined
  }
}

function pipConfig(index: string | undefined): string {
  const lines = ['[global]', `cert = ${caPath}`, 'disable-pip-version-check = true', 'root-user-action = ignore']
  if (index !== undefined) lines.push(`index-url = ${index}`)
  return `${lines.join('\n')}\n`
}
