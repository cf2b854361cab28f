export {
  type BaseImageSettings,
  type BaseName,
  baseNames,
  baseRef,
  defaultBaseImageSettings,
} from './docker/base-images/index.ts'
export { createDockerRuntime, type DockerRuntimeSettings } from './docker/create.ts'
export * from './driver.ts'
export type { AppScript } from './memory/app-run.ts'
export type { ScriptedStep } from './memory/build-script.ts'
export { type Clock, ManualClock, systemClock } from './memory/clock.ts'
export { MemoryRuntime, type MemoryRuntimeSettings, type VerbMoment } from './memory/memory-runtime.ts'
