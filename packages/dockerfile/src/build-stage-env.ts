import type { ExtraFile, RecipeSettings } from './recipe.ts'

const caPath = '.kapsules/ca.pem'
const bundle = '/etc/kapsules/ca.pem'

export interface BuildTrust {
  readonly lines: readonly string[]
  readonly extraFiles: readonly ExtraFile[]
}

/** How a stage prints usual root certificates when its base image brings no bundle of them. */
export type RootsCommand = 'true' | typeof nodeRoots

/** Node's own root certificates: its slim image has no bundle. */
export const nodeRoots = `node -p "require('tls').rootCertificates.join('\\n')"`

/**
 * Lines for a build stage (as root) that make every tool of it trust the settings' certificates beside the usual
 * ones; nothing when there are none. The final stage never has them.
 */
export function buildTrust(settings: RecipeSettings, roots: RootsCommand): BuildTrust {
  if (settings.extraCaPem === undefined) return { lines: [], extraFiles: [] }
  const variables = ['NODE_EXTRA_CA_CERTS', 'npm_config_cafile', 'SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE']
  const usual = `{ cat /etc/ssl/certs/ca-certificates.crt 2>/dev/null || ${roots}; }`
  return {
    lines: [
      `COPY ${caPath} ${bundle}.added`,
      `RUN { ${usual}; cat ${bundle}.added; } > ${bundle}`,
      `ENV ${variables.map((name) => `${name}=${bundle}`).join(' ')}`,
    ],
    extraFiles: [{ path: caPath, content: settings.extraCaPem }],
  }
}

/**
 * A cache mount that only one tool and one tenant use, writable by the user that builds, at {@link cacheFolder}. With
 * `private` two builds at once get a cache each; with `locked` the second waits.
 */
export function cacheMount(name: string, settings: RecipeSettings, sharing?: 'locked' | 'private'): string {
  const mode = sharing === undefined ? '' : `,sharing=${sharing}`
  return `--mount=type=cache,id=kapsules-${name}-${settings.cacheScope},target=${cacheFolder(name)},uid=1000,gid=1000${mode}`
}

/** Where a cache mount lies while a command of the build runs. */
export function cacheFolder(name: string): string {
  return `/cache/${name}`
}
