/** What holds for the server as a whole: limits, headers, sign-in, probes, the preview endpoint, the dashboard's files. */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FaultError, fault } from '@kapsules/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureFirstAdmin } from '../access/people.ts'
import { cookiesOf, keyClient, seedPreview, signInWith, startApi, type TestApi } from './testing.ts'

const script = 'document.documentElement.dataset.theme = "dark"'
const index = `<!doctype html><script>${script}</script><script type="module" src="/assets/app-1234.js"></script>`

let dashboardDir: string
let api: TestApi
let key: string

beforeAll(async () => {
  dashboardDir = await mkdtemp(join(tmpdir(), 'kapsules-dashboard-'))
  await mkdir(join(dashboardDir, 'assets'))
  await writeFile(join(dashboardDir, 'index.html'), index)
  await writeFile(join(dashboardDir, 'assets/app-1234.js'), 'export {}')
  await writeFile(join(dashboardDir, 'favicon.svg'), '<svg/>')
  await writeFile(join(dashboardDir, '..', 'kapsules-outside.txt'), 'secret')
  api = await startApi({ dashboardDir, localKeyId: 'nobody' })
  key = (await api.key()).key
})
afterAll(async () => {
  await api.close()
  await rm(dashboardDir, { recursive: true, force: true })
  await rm(join(dashboardDir, '..', 'kapsules-outside.txt'), { force: true })
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path}`, { headers, redirect: 'manual' })

/** A request as it stands, without a client that corrects it. */
function raw(path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(api.url)
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, headers }, (answer) => {
      let body = ''
      answer.on('data', (chunk) => {
        body += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
    })
    sent.on('error', reject).end()
  })
}

describe('errors', () => {
  test('have a fault and no stack, wherever they come from', async () => {
    const authorization = `Bearer ${key}`
    const answers = await Promise.all([
      get('/trpc/no.such.procedure', { authorization }),
      get('/trpc/previews.list?input=%7Bhalf', { authorization }),
      get('/trpc/previews.stop', { authorization }),
      get('/trpc/%E0%A4%A', { authorization }),
      get('/api/nothing'),
      get('/api/auth/nothing'),
      fetch(`${api.url}/trpc/previews.stop`, { method: 'POST', headers: { authorization }, body: 'text' }),
      fetch(`${api.url}/trpc/previews.list`, { method: 'DELETE', headers: { authorization } }),
      fetch(`${api.url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body: '<x/>',
      }),
    ])
    for (const answer of answers) {
      const text = await answer.text()
      expect(answer.status, text).toBeGreaterThanOrEqual(400)
      expect(answer.status, text).toBeLessThan(500)
      expect(text).toContain('"fault"')
      expect(text).not.toMatch(/\bat .*(node_modules|\.ts)|stack/)
    }
    expect(api.reports).toEqual([])
  })

  test('that nobody foresaw tell the request id, and their text stays with us', async () => {
    const broken = await startApi({ runtime: { diskUse: () => Promise.reject(new Error('at /secret/path: boom')) } })
    const client = keyClient(broken.url, (await broken.key()).key)
    const { checks } = await client.system.doctor.query()
    expect(checks.find(({ name }) => name === 'disk')).toMatchObject({ ok: false })
    await broken.database.pool.query('alter table event rename to event_gone')
    const failed = await client.events.list.query({}).catch((error: unknown) => error)
    expect(failed).toMatchObject({
      data: {
        httpStatus: 500,
        fault: { code: 'internal', evidence: [expect.stringMatching(/^request [0-9a-f-]{36}$/)] },
      },
    })
    expect(JSON.stringify(failed)).not.toContain('relation')
    expect(broken.reports).toMatchObject([{ details: { path: 'events.list' } }])
    await broken.close()
  })

  test('of the engine are typed', async () => {
    const away = new FaultError(fault('engine-unreachable', 'The engine does not answer.', 'Start it.'))
    const without = await startApi({
      runtime: { info: () => Promise.reject(away), listInstances: () => Promise.reject(away) },
    })
    const client = keyClient(without.url, (await without.key()).key)
    const info = await client.system.info.query()
    expect(info).toMatchObject({
      engine: { ok: false, fault: { code: 'engine-unreachable' } },
      counts: { orphans: null },
    })
    await expect(client.system.orphans.query()).rejects.toMatchObject({ data: { httpStatus: 503 } })
    const ready = await fetch(`${without.url}/readyz`)
    expect({ status: ready.status, body: await ready.json() }).toMatchObject({
      status: 503,
      body: { ok: false, database: { ok: true }, engine: { ok: false } },
    })
    await without.close()
  })
})

describe('B32: limits', () => {
  const authorization = () => ({ authorization: `Bearer ${key}` })

  test('of a batch', async () => {
    const batch = (count: number) =>
      get(`/trpc/${Array(count).fill('system.me').join(',')}?batch=1&input=%7B%7D`, authorization())
    expect((await batch(50)).status).toBe(200)
    expect((await batch(51)).status).toBe(400)
    expect((await batch(1500)).status).toBeGreaterThanOrEqual(400)
  })

  test('of connection parameters', async () => {
    for (const params of [
      '1',
      'null',
      '[]',
      '{"apiKey":{"x":1}}',
      '{"apiKey":7}',
      '{half',
      `{"apiKey":"${'x'.repeat(5000)}"}`,
    ]) {
      const answer = await get(`/trpc/system.me?connectionParams=${encodeURIComponent(params)}`)
      expect([400, 401], params).toContain(answer.status)
    }
  })

  test('B46: a key in the address is not accepted', async () => {
    const params = encodeURIComponent(JSON.stringify({ apiKey: authorization().authorization.slice('Bearer '.length) }))
    expect((await get(`/trpc/system.me?connectionParams=${params}`)).status).toBe(401)
  })

  test('of batches that are no batches', async () => {
    for (const input of ['[]', '"x"', 'null', '{"0":{"limit":1e9}}', '{"__proto__":{}}'])
      expect(
        (await get(`/trpc/previews.list?batch=1&input=${encodeURIComponent(input)}`, authorization())).status,
        input,
      ).toBeLessThan(500)
  })

  test('of the Host header', async () => {
    for (const host of ['a@b', 'a b', 'x'.repeat(8000), '[::1', 'a/b'])
      expect((await raw('/trpc/system.me', { host })).status, host).toBe(400)
    expect((await raw('/healthz', { host: '[::1]:4000' })).status).toBe(200)
  })

  test('of the size of a request to sign in', async () => {
    const answer = await signInWith(api.url, 'x'.repeat(100_000), 'y')
    expect(answer.status).toBe(413)
    expect(await answer.text()).toContain('larger than 65536 bytes')
  })
})

describe('headers', () => {
  test('limit what browsers do, and do not tell what we run on', async () => {
    for (const path of ['/', '/healthz', '/trpc/system.me', '/api/nothing', '/assets/app-1234.js']) {
      const { headers } = await get(path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('referrer-policy'), path).toBe('no-referrer')
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'")
      expect(headers.get('x-request-id'), path).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers.get('x-powered-by'), path).toBeNull()
      expect(headers.get('access-control-allow-origin'), path).toBeNull()
    }
  })

  test('do not take the request id from the client', async () => {
    expect(
      (await get('/healthz', { 'x-request-id': 'mine', 'request-id': 'mine' })).headers.get('x-request-id'),
    ).not.toBe('mine')
  })
})

describe('the dashboard', () => {
  test('is served with a policy that allows its own scripts and previews in frames', async () => {
    for (const path of ['/', '/previews/some-id', '/index']) {
      const answer = await get(path)
      expect(await answer.text(), path).toBe(index)
      expect(answer.headers.get('cache-control')).toBe('no-cache')
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).toContain(`script-src 'self' 'sha256-${createHash('sha256').update(script).digest('base64')}';`)
      expect(policy).toContain('frame-src http://previews.test:*')
    }
  })

  test('keeps hashed files for ever, and others not', async () => {
    expect((await get('/assets/app-1234.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache')
  })

  test('gives no page for a missing file, and nothing outside its folder', async () => {
    for (const path of ['/assets/app-9999.js', '/missing.png', '/api', '/..%2fkapsules-outside.txt'])
      expect((await get(path)).status, path).toBe(404)
    expect((await raw('/../kapsules-outside.txt', { host: 'localhost' })).body).not.toContain('secret')
  })
})

describe('people', () => {
  test('T3: the first admin is made once, signs in with what was given, and nobody signs up', async () => {
    const own = await startApi()
    const first = await ensureFirstAdmin(own.database, own.people)
    expect(first).toMatchObject({ email: 'admin@kapsules.local', password: expect.stringMatching(/^[\w-]{24}$/) })
    expect(await ensureFirstAdmin(own.database, own.people)).toBeNull()
    const cookie = cookiesOf(await signInWith(own.url, first?.email ?? '', first?.password ?? ''))
    const me = await fetch(`${own.url}/trpc/system.me`, { headers: { cookie, origin: own.url } })
    expect(await me.json()).toMatchObject({ result: { data: { role: 'admin', email: first?.email } } })
    const { rows } = await own.database.pool.query('select to_jsonb(a)::text as row from account a')
    expect(JSON.stringify(rows)).not.toContain(first?.password)
    const signUp = await fetch(`${own.url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', email: 'x@example.com', password: 'correct horse battery' }),
    })
    expect(signUp.status).toBe(404)
    await own.close()
  })

  test('sign in, are known, and sign out', async () => {
    const cookie = await api.signIn('operator')
    const me = () => get('/trpc/system.me', { cookie, origin: api.url })
    expect(await (await me()).json()).toMatchObject({ result: { data: { kind: 'user', role: 'operator' } } })
    const out = await fetch(`${api.url}/api/auth/sign-out`, { method: 'POST', headers: { cookie, origin: api.url } })
    expect(out.status).toBe(200)
    expect((await me()).status).toBe(401)
  })

  test('do not make themselves more than they are', async () => {
    const cookie = await api.signIn('viewer')
    const answer = await fetch(`${api.url}/api/auth/update-user`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: api.url },
      body: JSON.stringify({ role: 'admin' }),
    })
    expect(answer.status).toBe(400)
    const me = await get('/trpc/system.me', { cookie, origin: api.url })
    expect(await me.json()).toMatchObject({ result: { data: { role: 'viewer' } } })
  })

  test('a session is used by our pages only', async () => {
    const cookie = await api.signIn('admin')
    const origin = 'http://127.0.0.1:31000'
    expect((await get('/trpc/previews.list', { cookie, origin })).status).toBe(403)
    expect((await signInWith(api.url, 'a@example.com', 'x', { origin })).status).toBe(403)
    const out = await fetch(`${api.url}/api/auth/sign-out`, { method: 'POST', headers: { cookie, origin } })
    expect(out.status).toBe(403)
  })

  test('cookies are out of reach of scripts and other sites, and secure over https', async () => {
    const https = await startApi({ settings: { publicUrl: 'https://dashboard.test' } })
    await https.signIn('viewer')
    const answer = await signInWith(https.url, 'viewer1@example.com', 'correct horse battery')
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^__Secure-kapsules\.session_token=/)
    for (const mark of ['HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(mark)
    expect(answer.headers.get('strict-transport-security')).toContain('max-age')
    await https.close()
  })

  test('guessing passwords is slowed down, whatever address is claimed', async () => {
    const own = await startApi({ signInsPerMinute: 3 })
    await own.signIn('viewer')
    const statuses: number[] = []
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const headers = { 'x-forwarded-for': `10.0.0.${attempt}`, 'x-kapsules-client-address': `10.0.0.${attempt}` }
      statuses.push((await signInWith(own.url, 'viewer1@example.com', 'wrong', headers)).status)
    }
    expect(statuses.at(-1)).toBe(429)
    expect(cookiesOf(await signInWith(own.url, 'viewer1@example.com', 'correct horse battery'))).toBe('')
    await own.close()
  })
})

test('nobody signs in on the host name of previews: their authors would get the cookie', async () => {
  const { hostname } = new URL(api.url)
  const own = await startApi({ settings: { previewOrigin: `http://${hostname}` } })
  expect((await signInWith(own.url, 'a@example.com', 'x')).status).toBe(403)
  // fetch sets this header itself, so the page is asked for as it stands
  const { port } = new URL(own.url)
  const asked = await new Promise<{ status?: number; location?: string }>((resolve) => {
    httpRequest(
      { hostname, port, path: '/previews/1?tab=log', headers: { 'sec-fetch-mode': 'navigate' } },
      (answer) => {
        answer.resume()
        resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '' })
      },
    ).end()
  })
  expect(asked).toEqual({ status: 302, location: 'http://dashboard.test/previews/1?tab=log' })
  const { key: own1 } = await own.key()
  expect((await fetch(`${own.url}/trpc/system.me`, { headers: { 'x-api-key': own1 } })).status).toBe(200)
  await own.close()
})

describe('GET /api/preview/:id', () => {
  const put = async (
    previewId: string,
    phase: string,
    liveInstanceId: string | null = null,
    why: object | null = null,
  ) =>
    api.database.pool.query(
      `update preview_status set phase = $2::"Phase", live_instance_id = $3, fault = $4, reason = 'Because <b>.' where preview_id = $1`,
      [previewId, phase, liveInstanceId, why && JSON.stringify(why)],
    )
  const why = { code: 'exits-at-start', message: 'It <exited>.', hint: 'Look.', evidence: ['secret line'] }

  test.each([
    ['queued', 202],
    ['building', 202],
    ['starting', 202],
    ['asleep', 202],
    ['stopped', 409],
    ['deleting', 409],
    ['failed', 502],
  ])('answers %s with %i', async (phase, status) => {
    const { previewId } = await seedPreview(api.database, { projectId: `endpoint-${phase}` })
    await put(previewId, phase, null, phase === 'failed' ? why : null)
    const json = await get(`/api/preview/${previewId}`, { accept: 'application/json' })
    expect(json.status).toBe(status)
    expect(json.headers.get('retry-after')).toBe(status === 202 ? '2' : null)
    const fault = phase === 'failed' ? { code: why.code, message: why.message, hint: why.hint } : null
    expect(await json.json()).toEqual({ previewId, phase, reason: 'Because <b>.', health: 'unknown', fault, url: null })
    const page = await get(`/api/preview/${previewId}`, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    const html = await page.text()
    expect(page.status).toBe(status)
    expect(html.includes('http-equiv="refresh"')).toBe(status === 202)
    expect(html).toContain(phase === 'failed' ? 'It &lt;exited&gt;.' : 'Because &lt;b&gt;.')
    expect(html).not.toContain('secret line')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('sends visitors on to the live address', async () => {
    const { previewId, versionId, buildId } = await seedPreview(api.database, { projectId: 'endpoint-live' })
    const instanceId = crypto.randomUUID()
    await api.database.pool.query(
      `insert into instance (id, preview_id, version_id, build_id, generation, state, image, app_port, host_port)
       values ($1, $2, $3, $4, 1, 'ready', 'i', 8080, 31005)`,
      [instanceId, previewId, versionId, buildId],
    )
    await put(previewId, 'live', instanceId)
    for (const accept of ['text/html', 'application/json', '*/*']) {
      const answer = await get(`/api/preview/${previewId}`, { accept })
      expect(answer.status).toBe(302)
      expect(answer.headers.get('location')).toBe('http://previews.test:31005')
    }
  })

  test.each([crypto.randomUUID(), 'x', '..%2F..%2Fetc', "';--"])('B30: knows nothing of %s', async (id) => {
    const answer = await get(`/api/preview/${id}`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ fault: { code: 'not-found' }, phase: null, url: null })
  })
})

test('what has a record is told to the local key and to admins alone', async () => {
  const own = await startApi()
  const local = await own.key()
  const { previewId, buildId } = await seedPreview(own.database, { projectId: 'records' })
  await own.database.pool.query(`update build set status = 'running' where id = $1`, [buildId])
  const ask = (headers: Record<string, string>) => fetch(`${own.url}/api/maintenance/records`, { headers })
  expect((await ask({})).status).toBe(401)
  expect((await ask({ 'x-api-key': local.key })).status).toBe(403)
  expect((await ask({ cookie: await own.signIn('operator') })).status).toBe(403)
  const answer = await ask({ cookie: await own.signIn('admin') })
  expect(await answer.json()).toMatchObject({ owner: 'test', previews: [previewId], builds: [buildId], instances: [] })
  await own.close()
})

test('the probes answer', async () => {
  expect((await get('/healthz')).status).toBe(200)
  expect(await (await get('/readyz')).json()).toEqual({ ok: true, database: { ok: true }, engine: { ok: true } })
})
