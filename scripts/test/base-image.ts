import { join } from 'node:path'
import { createDockerRuntime, defaultBaseImageSettings } from '../../packages/runtime/src/index.ts'

const DEADLINE_MS = 10 * 60_000

/** The image that the production image stands on: pulled where a registry answers, else made here. Gives its name. */
export async function ensureNodeImage(scratch: string): Promise<string> {
  const runtime = createDockerRuntime({
    ...(process.env.DOCKER_HOST ? { dockerHost: process.env.DOCKER_HOST } : {}),
    owner: 'kapsules-check',
    baseImages: { ...defaultBaseImageSettings, cacheDir: join(scratch, 'base-images') },
  })
  return await runtime.ensureBase('node', '24', AbortSignal.timeout(DEADLINE_MS))
}
