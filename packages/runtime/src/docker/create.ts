import Docker from 'dockerode'
import type { Runtime } from '../driver.ts'
import { type BaseImageSettings, createBaseImages } from './base-images/index.ts'
import { type ConnectSettings, engineAddress } from './connect.ts'
import { ContainerManager } from './container-manager.ts'
import { type Deadlines, defaultDeadlines } from './deadline.ts'
import { DockerService } from './docker-service.ts'
import { EngineLink } from './engine-link.ts'

export interface DockerRuntimeSettings extends ConnectSettings {
  /** Value of the label that tells this installation's things from all others on the engine. Never change it. */
  readonly owner: string
  readonly baseImages: BaseImageSettings
  /** Which builder to use; what the engine has, when absent. */
  readonly builder?: 'buildkit' | 'classic'
  /** A seccomp profile as JSON text; the engine's own default when absent. */
  readonly seccompProfile?: string
  readonly deadlines?: Partial<Deadlines>
}

/** A runtime on a Docker Engine. Nothing is asked of the engine yet. Throws `invalid-input` for an address that is none. */
export function createDockerRuntime(settings: DockerRuntimeSettings): Runtime {
  const { owner, seccompProfile, builder } = settings
  const deadlines = { ...defaultDeadlines, ...settings.deadlines }
  const address = engineAddress(settings)
  const engine = new Docker(address.options)
  return new ContainerManager({
    docker: new DockerService(new EngineLink(engine.modem, address.text, deadlines)),
    baseImages: createBaseImages(engine, settings.baseImages),
    owner,
    local: address.local,
    buildMs: deadlines.buildMs,
    builder,
    seccompProfile,
  })
}
