/** A tRPC router that answers for a {@link World} by the contract of the real one. */
import { type Fault, FaultError, fail, fault, isBuildOver } from '@kapsules/domain'
import { initTRPC, TRPCError, tracked } from '@trpc/server'
import type { World } from './world.ts'

export interface TestContext {
  readonly apiKey: string | undefined
}

export const testKey = 'kap_test'

const t = initTRPC.context<TestContext>().create({
  isDev: false,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: { ...shape.data, fault: error.cause instanceof FaultError ? error.cause.fault : undefined },
  }),
})

const codes: Partial<Record<Fault['code'], TRPCError['code']>> = {
  unauthenticated: 'UNAUTHORIZED',
  'not-found': 'NOT_FOUND',
  'invalid-file': 'BAD_REQUEST',
  'database-unreachable': 'SERVICE_UNAVAILABLE',
}

function asTrpc(value: Fault): TRPCError {
  return new TRPCError({ code: codes[value.code] ?? 'BAD_REQUEST', cause: new FaultError(value) })
}

/** Input as it came; what the test server needs of it is named where it is used. */
const raw = <Input>() => t.procedure.input((input: unknown) => input as Input)

interface Stream {
  readonly lastEventId?: string
}

export function createTestRouter(world: World) {
  const guard = t.middleware(async ({ ctx, path, next }) => {
    world.calls.push(path)
    await world.onCall(path)
    if (ctx.apiKey !== testKey) throw asTrpc(fault('unauthenticated', 'This API key is not known.', 'Send another.'))
    const result = await next()
    if (!result.ok && result.error.cause instanceof FaultError) throw asTrpc(result.error.cause.fault)
    return result
  })
  const call = <Input>() => raw<Input>().use(guard)
  const preview = () => world.preview ?? fail('not-found', 'There is no such preview.', 'List them.')
  const stored = (lines: World['lines'], after = 0, limit = 1_000) => {
    const page = lines.filter(({ seq }) => seq > after).slice(0, limit)
    return { lines: page, nextSeq: page.length < limit ? null : (page.at(-1)?.seq ?? null) }
  }
  const change = (desired: 'running' | 'stopped') =>
    call<{ previewId: string }>().mutation(() => {
      world.change({ desired })
      return preview()
    })

  const previews = t.router({
    deploy: call<unknown>().mutation(({ input }) => {
      const answer = world.onDeploy(input)
      if ('code' in answer) throw asTrpc(answer)
      return answer
    }),
    list: call<{ search?: string } | undefined>().query(({ input }) => {
      const items = [world.preview].filter((it) => it?.projectId.includes(input?.search ?? ''))
      return { items, nextCursor: null, total: items.length }
    }),
    get: call<{ previewId: string }>().query(() => ({ ...preview(), envKeys: [], instances: [], versions: [] })),
    stop: change('stopped'),
    start: change('running'),
    restart: change('running'),
    delete: call<{ previewId: string }>().mutation(() => {
      world.remove()
      return { deleted: true }
    }),
    changes: call<{ previewId: string } & Stream>().subscription(async function* ({ input, signal }) {
      if (input.previewId !== world.previewId) fail('not-found', 'There is no such preview.', 'List them.')
      for (let first = true; !signal?.aborted; first = false) {
        const now = world.preview
        if (first) yield tracked('now', { kind: 'snapshot', previews: now ? [now] : [] })
        else if (now) yield tracked('now', { kind: 'changed', preview: now })
        else yield tracked('now', { kind: 'removed', previewId: world.previewId })
        await world.changed(signal)
      }
    }),
  })

  const builds = t.router({
    get: call<{ buildId: string }>().query(() => world.build),
    lines: call<{ afterSeq?: number; limit?: number }>().query(({ input }) =>
      stored(world.lines, input.afterSeq, input.limit),
    ),
    logs: call<{ buildId: string } & Stream>().subscription(async function* ({ input, signal }) {
      let sent = Number(input.lastEventId ?? 0)
      let told: unknown
      while (!signal?.aborted) {
        const { build } = world
        // in small batches, so that a cut falls between them
        const { lines } = stored(world.lines, sent, 3)
        if (lines.length > 0) {
          sent = lines.at(-1)?.seq ?? sent
          yield tracked(String(sent), { kind: 'lines', lines })
        } else if (told !== build) {
          told = build
          yield tracked(String(sent), { kind: 'build', build })
          if (isBuildOver(build.status)) return
        } else await world.changed(signal)
      }
    }),
  })

  const logs = t.router({
    lines: call<{ afterSeq?: number; limit?: number }>().query(({ input: { afterSeq, limit = 1_000 } }) =>
      afterSeq === undefined
        ? { lines: world.runtimeLines.slice(-limit), nextSeq: null }
        : stored(world.runtimeLines, afterSeq, limit),
    ),
    tail: call<{ lines: number } & Stream>().subscription(async function* ({ input, signal }) {
      let sent = Number(input.lastEventId ?? Math.max(0, world.runtimeLines.length - input.lines))
      while (!signal?.aborted) {
        const { lines } = stored(world.runtimeLines, sent, 3)
        if (lines.length === 0) {
          await world.changed(signal)
          continue
        }
        sent = lines.at(-1)?.seq ?? sent
        yield tracked(String(sent), { kind: 'lines', lines })
      }
    }),
  })

  const system = t.router({
    info: call<undefined>().query(() => ({
      version: '0.1.0',
      instanceName: 'test',
      engine: { ok: false, fault: fault('engine-unreachable', 'The engine is away.', 'Start it.') },
      database: { ok: true, version: '18.4' },
      previewPortRange: { start: 41_000, end: 41_099 },
      counts: { previews: 1, live: 0, orphans: null },
      uptimeMs: 61_000,
    })),
    doctor: call<undefined>().query(() => ({
      checks: [
        { name: 'database', ok: true, detail: '18.4' },
        { name: 'engine', ok: false, detail: 'The engine is away.', hint: 'Start it.' },
      ],
    })),
  })

  return t.router({ previews, builds, logs, system })
}
