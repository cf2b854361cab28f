/**
 * The numbers a caller may ask for, each with its floor, ceiling and default. Bytes, milliseconds, CPUs (1 = one core).
 */

export interface Resources {
  readonly memoryBytes: number
  readonly cpus: number
  readonly pids: number
}

export const MiB = 1024 * 1024

export const resourceLimits = {
  memoryBytes: { min: 32 * MiB, max: 8192 * MiB, fallback: 512 * MiB },
  cpus: { min: 0.1, max: 8, fallback: 1 },
  pids: { min: 16, max: 4096, fallback: 256 },
} as const

export const defaultResources: Resources = {
  memoryBytes: resourceLimits.memoryBytes.fallback,
  cpus: resourceLimits.cpus.fallback,
  pids: resourceLimits.pids.fallback,
}
