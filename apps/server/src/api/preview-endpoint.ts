/**
 * GET /api/preview/:id answers by the state of a preview, and sends visitors on when it is live. It is public: ids cannot
 * be guessed, and it tells no more than somebody who waits for the preview has to know.
 */
import type { Fault, Health, Phase } from '@kapsules/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { readPreview } from '../store/read-previews.ts'
import type { PreviewSummary } from '../store/views.ts'
import type { ApiParts } from './context.ts'
import { pagePolicy, renderPreviewPage } from './preview-page.ts'
import { httpStatusOf } from './trpc.ts'

export interface PreviewAnswer {
  readonly previewId: string
  readonly phase: Phase | null
  readonly reason: string
  readonly health: Health
  readonly fault: Pick<Fault, 'code' | 'message' | 'hint'> | null
  readonly url: string | null
}

const statuses: Record<Phase, number> = {
  queued: 202,
  building: 202,
  starting: 202,
  live: 202,
  asleep: 202,
  stopped: 409,
  deleting: 409,
  failed: 502,
}

/** How soon to ask again while something is under way, s. */
const retryAfterSeconds = 2

/** Registers the endpoint. */
export function registerPreviewEndpoint(app: FastifyInstance, { database, settings }: ApiParts): void {
  app.get<{ Params: { id: string } }>('/api/preview/:id', async (request, reply) => {
    const id = z.uuid().safeParse(request.params.id)
    const preview = id.success ? await readPreview(database, id.data, null, settings.previewOrigin) : null
    reply.header('cache-control', 'no-store').header('vary', 'accept')
    if (!preview) return send(request, reply.code(httpStatusOf('not-found')), unknown(request.params.id))
    // an older version goes on serving while a newer one is built
    if (preview.url) return send(request, reply.code(302).header('location', preview.url), toAnswer(preview))
    const status = statuses[preview.phase]
    if (status === 202) reply.header('retry-after', retryAfterSeconds)
    return send(request, reply.code(status), toAnswer(preview))
  })
}

function send(request: FastifyRequest, reply: FastifyReply, answer: PreviewAnswer): FastifyReply {
  if (!prefersPage(request.headers.accept)) return reply.send(answer)
  const refreshSeconds = reply.statusCode === 202 ? retryAfterSeconds : null
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', pagePolicy)
    .send(renderPreviewPage(answer, refreshSeconds))
}

/** Browsers name text/html first; programs ask for JSON or for anything. */
function prefersPage(accept = ''): boolean {
  const html = accept.indexOf('text/html')
  const json = accept.indexOf('application/json')
  return html >= 0 && (json < 0 || html < json)
}

function toAnswer({ id, phase, reason, health, fault, url }: PreviewSummary): PreviewAnswer {
  const shown = fault && { code: fault.code, message: fault.message, hint: fault.hint }
  return { previewId: id, phase, reason, health, fault: shown, url }
}

function unknown(id: string): PreviewAnswer {
  const fault = {
    code: 'not-found',
    message: 'There is no such preview.',
    hint: 'It may have been deleted; deploy it again.',
  } as const
  return { previewId: id.slice(0, 100), phase: null, reason: fault.message, health: 'unknown', fault, url: null }
}
