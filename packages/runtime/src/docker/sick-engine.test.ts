import { FaultError } from '@kapsules/domain'
import { describe, expect, test } from 'vitest'
import { collect } from '../contract/subject.ts'
import type { BuildSpec, InstanceSpec, Runtime } from '../driver.ts'
import { defaultBaseImageSettings } from './base-images/index.ts'
import { createDockerRuntime } from './create.ts'
import { absent, answering, connecting, type SickEngine } from './testing/sick-engine.ts'

const instance: InstanceSpec = {
  instanceId: '6f9619ff-8b86-4d01-b42d-00c04fc964ff',
  previewId: 'p1',
  tenantId: 't1',
  slug: 'demo',
  image: 'kapsules/preview:b1',
  hostPort: 21_000,
  appPort: 3000,
  subnet: '10.210.0.0/28',
  env: new Map(),
  resources: { memoryBytes: 64 * 1024 * 1024, cpus: 1, pids: 64 },
  writablePaths: [],
}
const build: BuildSpec = { buildId: 'b1', previewId: 'p1', tag: 'kapsules/preview:b1', dockerfile: 'FROM x', files: [] }
const never = () => new AbortController().signal

/** Every verb that asks the engine something. */
const verbs: Readonly<Record<string, (runtime: Runtime, signal: AbortSignal) => Promise<unknown>>> = {
  info: (runtime, signal) => runtime.info(signal),
  diskUse: (runtime, signal) => runtime.diskUse(signal),
  build: (runtime, signal) => runtime.build(build, () => undefined, signal),
  launch: (runtime, signal) => runtime.launch(instance, signal),
  pause: (runtime, signal) => runtime.pause('i1', signal),
  resume: (runtime, signal) => runtime.resume('i1', signal),
  end: (runtime, signal) => runtime.end('i1', 0, signal),
  ensureNetwork: (runtime, signal) => runtime.ensureNetwork('p1', '10.210.0.0/28', signal),
  removeNetwork: (runtime, signal) => runtime.removeNetwork('p1', signal),
  removeImage: (runtime, signal) => runtime.removeImage('b1', signal),
  hasImage: (runtime, signal) => runtime.hasImage('b1', signal),
  listInstances: (runtime, signal) => runtime.listInstances(signal),
  listNetworks: (runtime, signal) => runtime.listNetworks(signal),
  listImages: (runtime, signal) => runtime.listImages(signal),
  observe: (runtime, signal) => runtime.observe('i1', signal),
  followLogs: (runtime, signal) => collect(runtime.followLogs('i1', 0, signal)),
  tailLogs: (runtime, signal) => runtime.tailLogs('i1', 10, signal),
  usage: (runtime, signal) => runtime.usage(['i1'], signal),
  listeners: (runtime, signal) => runtime.listeners('i1', signal),
}

describe.each(Object.keys(verbs))('%s', (name) => {
  const verb = verbs[name] ?? expect.fail()

  test('says that an engine is not there', async () => {
    await using engine = await absent()
    const fault = await faultOf(verb(runtimeAt(engine), never()))
    expect(fault.code).toBe('engine-unreachable')
    expect(fault.evidence.join()).toContain('ENOENT')
  })

  test('F5: gives up on an engine that accepts and never answers', async () => {
    await using engine = await connecting(() => undefined)
    expect((await faultOf(verb(runtimeAt(engine), never()))).code).toBe('engine-timed-out')
  })

  test('F40: does not take what is no HTTP for an answer', async () => {
    await using engine = await connecting((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
    expect((await faultOf(verb(runtimeAt(engine), never()))).code).toBe('engine-refused')
  })

  test('F40: reports an error of the engine in its own words', async () => {
    await using engine = await answering((_, response) => {
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"driver is on fire"}')
    })
    const fault = await faultOf(verb(runtimeAt(engine), never()))
    expect(fault.code).toBe('engine-refused')
    expect(fault.evidence.join()).toContain('driver is on fire')
  })

  test('ends at once when its signal fires while the engine is silent', async () => {
    await using engine = await connecting(() => undefined)
    const stop = new AbortController()
    const reason = new Error('shutting down')
    const deadlines = { readMs: 60_000, changeMs: 60_000, surveyMs: 60_000, buildMs: 60_000 }
    const work = verb(runtimeAt(engine, deadlines), stop.signal)
    setImmediate(() => stop.abort(reason))
    if (name === 'followLogs') expect(await work).toEqual([])
    else await expect(work).rejects.toBe(reason)
  })
})

describe('F40: an answer that makes no sense', () => {
  test.each([
    ['is no JSON', '<html>502</html>'],
    ['is half a JSON', '[{"Id":"abc","Crea'],
    ['has another shape', '{"message":"hello"}'],
    ['has a field of another type', '[{"Id":1,"Created":0,"State":"running","Status":"Up","Labels":{}}]'],
    ['has a state that nobody knows', '[{"Id":"a","Created":0,"State":"dreaming","Status":"Up","Labels":{}}]'],
  ])('is refused when it %s', async (_, body) => {
    await using engine = await answering((__, response) => void response.end(body))
    expect((await faultOf(runtimeAt(engine).listInstances(never()))).code).toBe('engine-refused')
  })

  test('counts as unreachable when the connection breaks off within it', async () => {
    await using engine = await answering((_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('[{"Id":"abc"', () => response.destroy())
    })
    expect((await faultOf(runtimeAt(engine).listInstances(never()))).code).toBe('engine-unreachable')
  })

  test('ends a build that stops in the middle of a message', async () => {
    await using engine = await answering((request, response) => {
      if (request.url?.startsWith('/build?')) response.end('{"stream":"Step 1/2 : FROM x\\n"}\n{"stre')
      else response.writeHead(404).end('{"message":"no such image"}')
    })
    expect((await faultOf(runtimeAt(engine).build(build, () => undefined, never()))).code).toBe('engine-refused')
  })

  test('ends a build that says nothing in the end', async () => {
    await using engine = await answering((request, response) => {
      if (request.url?.startsWith('/build?')) response.end('{"stream":"Step 1/2 : FROM x\\n"}\n')
      else response.writeHead(404).end('{"message":"no such image"}')
    })
    expect((await faultOf(runtimeAt(engine).build(build, () => undefined, never()))).code).toBe('engine-refused')
  })

  test('an engine lost in the middle of a build is unreachable', async () => {
    await using engine = await answering((request, response) => {
      if (!request.url?.startsWith('/build?')) return void response.writeHead(404).end('{"message":"no such image"}')
      response.write('{"stream":"Step 1/2 : FROM x\\n"}\n', () => response.destroy())
    })
    expect((await faultOf(runtimeAt(engine).build(build, () => undefined, never()))).code).toBe('engine-unreachable')
  })
})

test('a reading call is sent again when a kept connection has died', async () => {
  let calls = 0
  const served = new WeakSet<object>()
  await using engine = await answering((request, response) => {
    calls += 1
    // the second call on a connection finds it closed
    if (served.has(request.socket)) return void request.socket.destroy()
    served.add(request.socket)
    response.end('[]')
  })
  const runtime = runtimeAt(engine)
  expect(await runtime.listInstances(never())).toEqual([])
  expect(await runtime.listInstances(never())).toEqual([])
  expect(calls).toBe(3)
})

test('events wait for an engine that is away and go on when it is back', async () => {
  await using place = await absent()
  const stop = new AbortController()
  const events = runtimeAt(place).events(stop.signal)
  const first = events[Symbol.asyncIterator]().next()
  const { createServer } = await import('node:http')
  const server = createServer((_, response) => {
    response.write('{"Action":"die","Actor":{"ID":"c","Attributes":{"kapsules.instance":"i1"}},"timeNano":1e18}\n')
  })
  await new Promise<void>((resolve) => server.listen(place.address.slice('unix://'.length), resolve))
  expect((await first).value).toMatchObject({ kind: 'reconnected', instanceId: null })
  stop.abort()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function runtimeAt(
  engine: SickEngine,
  deadlines = { readMs: 150, changeMs: 150, surveyMs: 150, buildMs: 150 },
): Runtime {
  return createDockerRuntime({
    owner: 'sick',
    builder: 'buildkit',
    dockerHost: engine.address,
    baseImages: { ...defaultBaseImageSettings, cacheDir: '/nonexistent' },
    deadlines,
  })
}

async function faultOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof FaultError) return error.fault
  throw error ?? new Error('It did not fail.')
}
