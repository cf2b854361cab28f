import { join } from 'node:path'
import { createDockerRuntime, defaultBaseImageSettings, type Runtime } from '../../packages/runtime/src/index.ts'
import type { Installation } from './installation.ts'

/** The engine as this installation's server uses it: it sees and touches what carries the installation's label only. */
export function openEngine({ owner, dataDir }: Installation, env: NodeJS.ProcessEnv = process.env): Runtime {
  const tls = env.DOCKER_CERT_PATH
    ? { certPath: env.DOCKER_CERT_PATH, verify: Boolean(env.DOCKER_TLS_VERIFY) }
    : undefined
  return createDockerRuntime({
    owner,
    baseImages: { ...defaultBaseImageSettings, cacheDir: join(dataDir, 'base-images') },
    ...(env.DOCKER_HOST ? { dockerHost: env.DOCKER_HOST } : {}),
    ...(env.SSH_AUTH_SOCK ? { sshAgent: env.SSH_AUTH_SOCK } : {}),
    ...(tls ? { tls } : {}),
  })
}
