/** The families of base images that generated Dockerfiles start from. */
export type BaseName = 'node' | 'nginx' | 'python'

/** A base image a recipe needs before it can be built. */
export interface BaseImage {
  readonly name: BaseName
  /** node: the major as text (`22`); python: `3.12`-like; nginx: `1`. */
  readonly version: string
  /** What the Dockerfile says after FROM. */
  readonly ref: string
}

export interface RecipeSettings {
  /** How a base is spelt on this installation, e.g. node 22 -> `node:22-slim` or `kapsules/node:22`. */
  readonly baseRef: (name: BaseName, version: string) => string
  /** Supported Node majors; the greatest is used when a project does not say. See {@link defaultNodeVersions}. */
  readonly nodeVersions: readonly number[]
  readonly pythonVersion: string
  /** PEM certificates to be trusted while building; absent means that nothing is added. */
  readonly extraCaPem?: string
  /** Ends the ids of BuildKit cache mounts, so that tenants never share a cache. `[A-Za-z0-9_.-]`, at most 64. */
  readonly cacheScope: string
}

/** A file that is added to the build context; it replaces a project's file of the same path. */
export interface ExtraFile {
  readonly path: string
  readonly content: string
}

export type RecipeKind = 'static' | 'spa' | 'node' | 'python' | 'dockerfile'

export type PackageManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun' | 'pip' | 'uv' | 'poetry'

/** Everything needed to build a project's image and to run it. */
export interface BuildRecipe {
  readonly kind: RecipeKind
  /** For people: `Vite`, `Next.js`, `Express`, `Static files`. */
  readonly framework: string
  readonly dockerfile: string
  readonly extraFiles: readonly ExtraFile[]
  readonly bases: readonly BaseImage[]
  /** What the app must listen on; PORT is set to it. */
  readonly port: number
  /** Folders that need a tmpfs when the root is read-only; /tmp is always there and not listed. */
  readonly writablePaths: readonly string[]
  readonly packageManager?: { readonly name: PackageManagerName; readonly version?: string }
  readonly runtimeVersion?: string
  /** The project's files that decide the dependency layer. */
  readonly dependencyPaths: readonly string[]
  /** For people: what was decided and because of what. */
  readonly reasons: readonly string[]
}

/** The Node majors supported unless a setting says otherwise. */
export const defaultNodeVersions: readonly number[] = [20, 22, 24]

/** The port generated images listen on. */
export const appPort = 8080
