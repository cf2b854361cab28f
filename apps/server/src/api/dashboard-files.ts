/** The built dashboard: files with a hash in their name are kept for ever, everything else is asked for anew. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendFault } from './faults.ts'

export interface DashboardFiles {
  readonly folder: string
  /** Scheme and host of previews: the dashboard may show them in frames. */
  readonly previewOrigin: string
}

/** Serves the dashboard as it is at the start. Paths that are no file are pages of the app, and get its index. */
export function registerDashboard(app: FastifyInstance, files: DashboardFiles): void {
  const indexFile = join(files.folder, 'index.html')
  if (!existsSync(indexFile)) {
    app.get('/', (_, reply) => sendFault(reply, 'not-found', 'The dashboard has not been built.'))
    return
  }
  const index = readFileSync(indexFile, 'utf8')
  const policy = dashboardPolicy(index, files.previewOrigin)
  const sendIndex = (reply: FastifyReply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', policy)
      .send(index)
  app.register(fastifyStatic, {
    root: files.folder,
    index: false,
    wildcard: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = path.startsWith(join(files.folder, 'assets'))
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/', (_, reply) => sendIndex(reply))
  app.get('/*', (request, reply) =>
    isPage(request) ? sendIndex(reply) : sendFault(reply, 'not-found', 'There is no such page.'),
  )
}

/** A path of the dashboard's own router: no file, and none of the API's. */
function isPage({ url }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? ''
  return !/^\/(api|trpc|assets)(\/|$)/.test(path) && !/\.[a-z0-9]+$/i.test(path)
}

/** What the dashboard's pages may load. Scripts inside the index are allowed by their hash and no other way. */
export function dashboardPolicy(index: string, previewOrigin: string): string {
  const inline = [...index.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/gi)]
  const hashes = inline.map(([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`)
  return [
    "default-src 'self'",
    ["script-src 'self'", ...hashes].join(' '),
    // components measure and place themselves by style attributes
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `frame-src ${previewOrigin}:*`,
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
