import { debianDependencies, layDebianPackages } from './debian-packages.ts'
import { type Finish, type Recipe, withoutCredentials } from './recipe.ts'
import { runTool } from './run-tool.ts'
import { caPath, commonEnv, commonPackages, layBusyboxLinks, skeleton } from './skeleton.ts'

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

  async clientConfig(signal) {
    const lines = ['[global]', `cert = ${caPath}`, 'disable-pip-version-check = true', 'root-user-action = ignore']
    const index = await pipIndex(signal)
    if (index !== undefined) lines.push(`index-url = ${withoutCredentials(index)}`)
    return `${lines.join('\n')}\n`
  },

  async make(version, clientConfig, shop) {
    const tree = await skeleton({ name: 'app', id: 1000, home: 'home/app' }, shop)
    await layDebianPackages(packages, tree, shop)
    layBusyboxLinks(tree)
    tree.link('usr/bin/python', 'python3')
    // the image holds one app: pip may install beside the distribution's packages, as in the official image
    tree.remove(`usr/lib/python${version}/EXTERNALLY-MANAGED`)
    tree.file('etc/pip.conf', clientConfig)
    const env = [...commonEnv, `REQUESTS_CA_BUNDLE=${caPath}`]
    return { tree, config: { Env: env, Cmd: ['python3'] }, finish: compiled(version) }
  },
}

/** Python on a read-only root cannot keep what it compiles; compiled once here, programs start several times faster. */
function compiled(version: string): Finish {
  const folders = [`usr/lib/python${version}`, 'usr/lib/python3']
  const paths = folders.map((folder) => `/${folder}`)
  const command = ['python3', '-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', ...paths]
  return { command, folders, made: /\.pyc$/ }
}

/** The index that the host's pip is set to use; none when there is no pip or no such setting. */
async function pipIndex(signal: AbortSignal): Promise<string | undefined> {
  try {
    return readPipIndex(await runTool('pip', ['config', 'list'], { cwd: '/', signal }))
  } catch {
    // a host without pip can make the image all the same
    signal.throwIfAborted()
    return undefined
  }
}

/** Reads `pip config list`, where a variable of the environment stands before the files. */
export function readPipIndex(text: string): string | undefined {
  const found = ['env:', 'install', 'global'].map((section) => {
    return new RegExp(`^:?${section}\\.index-url='([^']+)'$`, 'm').exec(text)?.[1]
  })
  return found.find((address) => address !== undefined)
}
