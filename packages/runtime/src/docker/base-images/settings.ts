/** The bases a preview's image can stand on. */
export type BaseName = 'node' | 'nginx' | 'python'

export const baseNames: readonly BaseName[] = ['node', 'nginx', 'python']

export interface BaseImageSettings {
  /**
   * Where bases come from. `registry`: pulled. `local`: made here from packages. `auto`: what the engine already has
   * is used; else the registry is tried, and when it cannot be reached the base is made here.
   */
  readonly source: 'auto' | 'registry' | 'local'
  /** Registry and path that stand before every ref, for example `registry.example.com:5000/mirror`. */
  readonly registryUrl?: string
  /** Refs to pull, with `{version}` in the place of the version. */
  readonly refs: Readonly<Record<BaseName, string>>
  /** First part of the names that bases get on the engine, `kapsules` in `kapsules/node:22`. */
  readonly repository: string
  /** Folder of ours for downloaded packages. Made when missing. */
  readonly cacheDir: string
  /** PEM bundle of the authorities that builds trust; a company proxy's own authority belongs in it. */
  readonly caFile: string
  /** How long one base may take to pull or make, in ms. */
  readonly deadlineMs: number
  /** How long a registry has to answer before it counts as unreachable, in ms. */
  readonly reachDeadlineMs: number
  /** How long an answer about reachability is believed, in ms. */
  readonly reachMemoryMs: number
}

export const defaultBaseImageSettings: Omit<BaseImageSettings, 'cacheDir'> = {
  source: 'auto',
  repository: 'kapsules',
  refs: {
    node: 'node:{version}-slim',
    nginx: 'nginxinc/nginx-unprivileged:{version}-alpine',
    python: 'python:{version}-slim',
  },
  caFile: '/etc/ssl/certs/ca-certificates.crt',
  deadlineMs: 300_000,
  reachDeadlineMs: 8_000,
  reachMemoryMs: 300_000,
}

/** Versions that are asked of a registry, oldest first. Others may exist there; these are the ones we build for. */
export const registryVersions: Readonly<Record<BaseName, readonly string[]>> = {
  node: ['20', '22', '24'],
  nginx: ['1'],
  python: ['3.10', '3.11', '3.12', '3.13', '3.14'],
}
