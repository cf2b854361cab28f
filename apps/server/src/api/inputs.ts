/** What callers may send. Unknown fields are refused everywhere. */
import { buildStatuses, healths, phases, type Resources, resourceLimits } from '@kapsules/domain'
import { z } from 'zod'
import { envInput, filesInput } from './file-inputs.ts'

export const id = z.uuid()
export const tenantId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and dashes')
const cursor = z.string().max(200)
const searchText = z.string().max(200)
const seq = z.int().min(0)

/** A place to go on from. Whatever is sent is accepted: what is not one of ours means "from a safe point". */
export const lastEventId = z.custom<string | null | undefined>(() => true).optional()

export const previewId = z.strictObject({ previewId: id })
export const buildId = z.strictObject({ buildId: id })

function amount(name: keyof Resources, whole: boolean) {
  const { min, max } = resourceLimits[name]
  const number = whole ? z.int() : z.number()
  return number.min(min).max(max).optional()
}

const resources = z
  .strictObject({ memoryBytes: amount('memoryBytes', true), cpus: amount('cpus', false), pids: amount('pids', true) })
  .transform(given)

/** Without the amounts that were left out or sent as undefined: an absent one must not overwrite what stands. */
function given({ memoryBytes, cpus, pids }: { [Name in keyof Resources]?: number | undefined }): Partial<Resources> {
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(pids === undefined ? {} : { pids }),
  }
}

export const planInput = z.strictObject({
  projectId: z.string(),
  name: z.string().default('main'),
  files: filesInput,
  env: envInput.optional(),
  resources: resources.optional(),
  tenantId: tenantId.optional(),
  idempotencyKey: z.string().min(1).max(200).optional(),
})

export const listPreviewsInput = z
  .strictObject({
    search: searchText.optional(),
    phases: z.array(z.enum(phases)).max(phases.length).optional(),
    healths: z.array(z.enum(healths)).max(healths.length).optional(),
    limit: z.int().min(1).max(1000).default(200),
    cursor: cursor.optional(),
  })
  .prefault({})

export const updateInput = z.strictObject({
  previewId: id,
  resources: resources.optional(),
  env: envInput.optional(),
})

export const previewStreamInput = z.strictObject({ previewId: id, lastEventId })
export const anyPreviewStreamInput = z.strictObject({ previewId: id.optional(), lastEventId }).prefault({})
export const overviewStreamInput = z.strictObject({ lastEventId }).prefault({})

export const listBuildsInput = z
  .strictObject({
    previewId: id.optional(),
    statuses: z.array(z.enum(buildStatuses)).max(buildStatuses.length).optional(),
    limit: z.int().min(1).max(200).default(50),
    cursor: cursor.optional(),
  })
  .prefault({})

export const buildStreamInput = z.strictObject({ buildId: id, lastEventId })

const linesLimit = z.int().min(1).max(5000).default(1000)

export const buildLinesInput = z.strictObject({
  buildId: id,
  afterSeq: seq.default(0),
  limit: linesLimit,
  search: searchText.optional(),
})

export const runtimeLinesInput = z
  .strictObject({
    previewId: id,
    afterSeq: seq.optional(),
    beforeSeq: seq.optional(),
    limit: linesLimit,
    search: searchText.optional(),
  })
  .refine(({ afterSeq, beforeSeq }) => afterSeq === undefined || beforeSeq === undefined, {
    message: 'give afterSeq or beforeSeq, not both',
  })

export const tailInput = z.strictObject({
  previewId: id,
  lines: z.int().min(0).max(5000).default(500),
  lastEventId,
})

/** Epoch ms; the largest a Date can hold. */
const moment = z.int().min(0).max(8.64e15)

export const healthHistoryInput = z.strictObject({ previewId: id, sinceMs: moment })

export const listEventsInput = z
  .strictObject({
    previewId: id.optional(),
    limit: z.int().min(1).max(200).default(50),
    beforeId: z.int().min(0).optional(),
  })
  .prefault({})

export const createKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  tenantId: tenantId.optional(),
  expiresAt: moment.optional(),
})

export const keyId = z.strictObject({ id })
