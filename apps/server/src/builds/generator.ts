/** The Dockerfile generator of this installation, and the key that tells whether an earlier image of the same files may be reused. */
import { createHash } from 'node:crypto'
import { DockerfileGenerator, defaultNodeVersions } from '@kapsules/dockerfile'
import type { MakeGenerator } from './context.ts'

/** Raised whenever generated Dockerfiles change so that images made before must not be reused. */
const recipeVersion = 2

export interface GeneratorSettings {
  readonly pythonVersion: string
  /** Certificates to be trusted in builds, PEM. */
  readonly extraCaPem: string | null
  /** Where base images come from: another place may hold other images. */
  readonly baseImages: Readonly<Record<string, unknown>>
}

export interface Generator {
  readonly make: MakeGenerator
  readonly recipeKey: string
}

/** Makes the generator of these settings. */
export function createGenerator({ pythonVersion, extraCaPem, baseImages }: GeneratorSettings): Generator {
  const decisive = JSON.stringify([recipeVersion, pythonVersion, extraCaPem, baseImages])
  return {
    recipeKey: createHash('sha256').update(decisive).digest('hex').slice(0, 32),
    make: (baseRef, cacheScope) =>
      new DockerfileGenerator({
        baseRef,
        cacheScope,
        pythonVersion,
        nodeVersions: defaultNodeVersions,
        ...(extraCaPem ? { extraCaPem } : {}),
      }),
  }
}
