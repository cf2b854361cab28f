/** T2: who may do what is read from the router itself, so a procedure that is added cannot be forgotten. */
import type { AnyTRPCProcedure } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Access, roles } from '../access/who.ts'
import { appRouter } from './router.ts'
import { seedPreview, startApi, type TestApi } from './testing.ts'

const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, AnyTRPCProcedure>).map(
  ([path, { _def }]) => ({ path, type: _def.type, access: (_def.meta as { access?: Access } | undefined)?.access }),
)

/** The table. A procedure that is not in it, or says otherwise, fails. */
const table: Record<Access, readonly string[]> = {
  viewer: [
    'builds.get',
    'builds.lines',
    'builds.list',
    'builds.logs',
    'events.list',
    'events.live',
    'health.history',
    'health.overview',
    'instances.list',
    'logs.lines',
    'logs.tail',
    'previews.changes',
    'previews.get',
    'previews.list',
    'system.doctor',
    'system.info',
    'system.me',
    'system.orphans',
    'usage.live',
    'usage.overview',
  ],
  operator: [
    'builds.cancel',
    'builds.retry',
    'previews.delete',
    'previews.deploy',
    'previews.plan',
    'previews.restart',
    'previews.start',
    'previews.stop',
    'previews.update',
  ],
  admin: ['apiKeys.create', 'apiKeys.list', 'apiKeys.revoke'],
}

let api: TestApi
const headers = new Map<string, Record<string, string>>()

beforeAll(async () => {
  api = await startApi()
  for (const role of roles) headers.set(role, { cookie: await api.signIn(role), origin: api.url })
  headers.set('key', { authorization: `Bearer ${(await api.key()).key}` })
  headers.set('anonymous', {})
  headers.set('wrong key', { 'x-api-key': `kap_${'a'.repeat(43)}` })
  headers.set('made up cookie', { cookie: 'kapsules.session_token=abc.def', origin: api.url })
})
afterAll(() => api.close())

/** The status of a call with an input that every procedure refuses, if it looks at it at all. */
async function call(path: string, type: string, caller: string): Promise<number> {
  const sent = { nonsense: true }
  const isQuery = type !== 'mutation'
  const query = isQuery ? `?input=${encodeURIComponent(JSON.stringify(sent))}` : ''
  const answer = await fetch(`${api.url}/trpc/${path}${query}`, {
    method: isQuery ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...headers.get(caller) },
    ...(isQuery ? {} : { body: JSON.stringify(sent) }),
  })
  const body = await answer.text()
  if (type !== 'subscription') return answer.status
  // a stream answers 200 and tells its errors inside
  return Number(/"httpStatus":(\d+)/.exec(body)?.[1] ?? answer.status)
}

const refused = [401, 403]

test('T2: every procedure says who may call it, and says what the table says', () => {
  expect(procedures.length).toBeGreaterThan(20)
  const declared = Object.groupBy(procedures, ({ access }) => access ?? 'nobody said')
  const found = Object.fromEntries(
    Object.entries(declared).map(([access, all]) => [access, all.map((it) => it.path).sort()]),
  )
  expect(found).toEqual(table)
})

describe.each(procedures)('T2: $path ($type) for $access', ({ path, type, access }) => {
  test.each(['anonymous', 'wrong key', 'made up cookie'])('is closed to %s', async (caller) => {
    expect(await call(path, type, caller)).toBe(401)
  })

  test('is open to those it is for, and to nobody below', async () => {
    const least = roles.indexOf(access ?? 'admin')
    for (const role of roles) {
      const status = await call(path, type, role)
      if (roles.indexOf(role) < least) expect(status, role).toBe(403)
      else expect(refused, role).not.toContain(status)
    }
    const status = await call(path, type, 'key')
    if (access === 'admin') expect(status).toBe(403)
    else expect(refused).not.toContain(status)
  })
})

describe('B31: the WebSocket', () => {
  const upgrade = (sent: Record<string, string>, query = '', protocols: string[] = []) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(`${api.url.replace('http', 'ws')}/trpc${query}`, protocols, { headers: sent })
      socket.on('open', () => {
        socket.terminate()
        resolve(101)
      })
      socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0))
      socket.on('error', reject)
    })
  const cookie = () => headers.get('viewer')?.cookie ?? ''

  test('opens for a page of ours with a session, and for a program with a key', async () => {
    expect(await upgrade({ cookie: cookie(), origin: api.url })).toBe(101)
    expect(await upgrade({ cookie: cookie(), origin: 'http://dashboard.test' })).toBe(101)
    expect(await upgrade(headers.get('key') ?? {})).toBe(101)
    expect(await upgrade({}, '?connectionParams=1')).toBe(101)
  })

  test.each([
    ['no credentials', () => ({}), 401],
    ['no session', () => ({ origin: api.url }), 401],
    ['a wrong key', () => headers.get('wrong key') ?? {}, 401],
    ['a made up cookie', () => headers.get('made up cookie') ?? {}, 401],
    ['a session from a foreign page', () => ({ cookie: cookie(), origin: 'http://evil.test' }), 403],
    ['a session from a preview on another port', () => ({ cookie: cookie(), origin: 'http://127.0.0.1:1' }), 403],
    ['a session from a sandboxed page', () => ({ cookie: cookie(), origin: 'null' }), 403],
    ['a session and no page', () => ({ cookie: cookie() }), 403],
  ])('stays closed for %s', async (_, sent, status) => {
    expect(await upgrade(sent())).toBe(status)
  })

  test('stays closed for a foreign page that announces a key, and for a subprotocol', async () => {
    expect(await upgrade({ origin: 'http://evil.test' }, '?connectionParams=1')).toBe(403)
    expect(await upgrade({ cookie: cookie(), origin: api.url }, '', ['graphql-ws'])).toBe(400)
  })

  test('is only at its own path', async () => {
    expect(await upgrade(headers.get('key') ?? {}, '/previews.list')).not.toBe(101)
  })
})

describe('T2 B29: objects of another tenant look like none', () => {
  const previewCalls = procedures.filter(({ path }) =>
    /^(previews\.(get|stop|start|restart|update)|instances\.list|logs\.(lines|tail)|usage\.live|health\.history)$/.test(
      path,
    ),
  )
  const extra: Record<string, unknown> = { 'health.history': { sinceMs: 0 } }

  const ask = async (path: string, type: string, input: unknown, key: string) => {
    const isQuery = type !== 'mutation'
    const query = isQuery ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
    const answer = await fetch(`${api.url}/trpc/${path}${query}`, {
      method: isQuery ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      ...(isQuery ? {} : { body: JSON.stringify(input) }),
    })
    return (await answer.text()).replaceAll(/"requestId":"[^"]*"/g, '')
  }

  test.each(previewCalls)('$path', async ({ path, type }) => {
    const { key } = await api.key()
    const { previewId } = await seedPreview(api.database, {
      projectId: `theirs-${path.replace('.', '-')}`,
      tenantId: await otherTenant(),
    })
    const missing = await ask(path, type, { previewId: crypto.randomUUID(), ...Object(extra[path]) }, key)
    const foreign = await ask(path, type, { previewId, ...Object(extra[path]) }, key)
    expect(foreign).toBe(missing)
    expect(foreign).toContain('not-found')
  })

  test.each(['builds.get', 'builds.cancel', 'builds.retry', 'builds.lines', 'builds.logs'])('%s', async (path) => {
    const { key } = await api.key()
    const { buildId } = await seedPreview(api.database, {
      projectId: path.replace('.', '-'),
      tenantId: await otherTenant(),
    })
    const type = procedures.find((it) => it.path === path)?.type ?? ''
    const foreign = await ask(path, type, { buildId }, key)
    expect(foreign).toBe(await ask(path, type, { buildId: crypto.randomUUID() }, key))
    expect(foreign).toContain('not-found')
  })

  test('lists, counts and deletes reach no further', async () => {
    const { key } = await api.key()
    const { previewId } = await seedPreview(api.database, { projectId: 'theirs', tenantId: await otherTenant() })
    for (const path of ['previews.list', 'builds.list', 'events.list'])
      expect(await ask(path, 'query', {}, key)).not.toContain(previewId)
    expect(await ask('previews.delete', 'mutation', { previewId }, key)).toContain('{"deleted":true}')
    const { rows } = await api.database.pool.query('select desired from preview where id = $1', [previewId])
    expect(rows).toEqual([{ desired: 'running' }])
  })

  const otherTenant = async () => {
    await api.key('other')
    return 'other'
  }
})
