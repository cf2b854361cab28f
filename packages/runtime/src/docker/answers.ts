/** The shape of every answer of the engine that we read: only the fields we use, checked before anything trusts them. */
import { z } from 'zod'

const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {})

const count = z.number().nonnegative().catch(0)

/** Engines write times as RFC 3339 with nanoseconds, and "never" as year 1. Epoch ms, or null for never. */
export const engineTime = z.string().transform((text, context) => {
  const at = parseEngineTime(text)
  if (!Number.isNaN(at)) return at > 0 ? at : null
  context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no time` })
  return z.NEVER
})

/** Epoch ms with the fraction that nanoseconds leave; NaN when the text is no time. */
export function parseEngineTime(text: string): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!match) return Number.NaN
  const whole = Date.parse(`${match[1]}${match[3]}`)
  return whole + Number(`0${match[2] ?? ''}`) * 1000
}

export const engineVersion = z.object({ Version: z.string(), ApiVersion: z.string() })

export const engineDetails = z.object({
  Name: z.string(),
  OperatingSystem: z.string().catch('unknown'),
  KernelVersion: z.string().catch(''),
  DockerRootDir: z.string().catch(''),
  Driver: z.string().catch('unknown'),
  CgroupVersion: z.enum(['1', '2']).catch('1'),
  NCPU: z.number(),
  MemTotal: z.number(),
  SecurityOptions: z.array(z.string()).nullish(),
})

export const diskUsage = z.object({
  LayersSize: count,
  Containers: z.array(z.object({ SizeRw: count.optional() })).nullish(),
  BuildCache: z.array(z.object({ Size: count })).nullish(),
})

export const created = z.object({ Id: z.string().min(1) })

const containerState = z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'])

export const containerList = z.array(
  z.object({
    Id: z.string(),
    Created: z.number(),
    State: containerState,
    Status: z.string(),
    Labels: labels,
  }),
)
export type ListedContainer = z.infer<typeof containerList>[number]

export const containerDetails = z.object({
  Id: z.string(),
  Created: engineTime,
  State: z.object({
    Status: containerState,
    OOMKilled: z.boolean(),
    ExitCode: z.number(),
    Pid: z.number(),
    StartedAt: engineTime,
    FinishedAt: engineTime,
  }),
  Config: z.object({ Labels: labels }),
})
export type ContainerDetails = z.infer<typeof containerDetails>

export const networkDetails = z.object({
  Id: z.string(),
  Name: z.string(),
  Labels: labels,
  IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().optional() })).nullish() }),
})
export const networkList = z.array(networkDetails)
export type NetworkDetails = z.infer<typeof networkDetails>

export const imageDetails = z.object({
  Id: z.string(),
  RepoTags: z.array(z.string()).nullish(),
  Size: count,
  Config: z.object({ Labels: labels }).nullish(),
})
export type ImageDetails = z.infer<typeof imageDetails>

export const imageList = z.array(
  z.object({
    Id: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Created: z.number(),
    Size: count,
    Labels: labels,
  }),
)
export type ListedImage = z.infer<typeof imageList>[number]

const ioCounts = z.array(z.object({ op: z.string(), value: count })).nullish()

export const containerStats = z.object({
  read: engineTime,
  cpu_stats: z.object({
    cpu_usage: z.object({ total_usage: count }),
    throttling_data: z.object({ throttled_time: count }).optional(),
  }),
  memory_stats: z.object({
    usage: count.optional(),
    limit: count.optional(),
    stats: z.record(z.string(), z.number()).optional(),
  }),
  networks: z.record(z.string(), z.object({ rx_bytes: count, tx_bytes: count })).optional(),
  blkio_stats: z.object({ io_service_bytes_recursive: ioCounts }).optional(),
  pids_stats: z.object({ current: count.optional() }).optional(),
})
export type ContainerStats = z.infer<typeof containerStats>

export const engineEvent = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: labels }),
  timeNano: z.number(),
})

/** One line of a build's answer. BuildKit and the classic builder share the envelope. */
export const buildMessage = z.object({
  id: z.string().optional(),
  stream: z.string().optional(),
  error: z.string().optional(),
  errorDetail: z.object({ code: z.number().optional(), message: z.string().optional() }).optional(),
  aux: z.union([z.string(), z.object({ ID: z.string().optional() })]).optional(),
})
export type BuildMessage = z.infer<typeof buildMessage>

/** What the engine says when it refuses. */
export const refusalBody = z.object({ message: z.string() })
