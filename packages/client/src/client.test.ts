import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fault, type LogLine } from '@kapsules/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer, testKey } from '../testing/server.ts'
import { createKapsulesClient } from './client.ts'
import { deployFiles } from './deploy.ts'
import { KapsulesError } from './error.ts'
import { toKapsulesError } from './read-error.ts'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
})
afterEach(() => server.stop())

const connect = (apiKey = testKey) => createKapsulesClient({ url: `${server.url}/`, apiKey })

/** The fault of what a promise rejects with. */
async function faultOf(call: Promise<unknown>) {
  const error = await call.then(
    () => expect.unreachable('it was expected to fail'),
    (reason: unknown) => reason,
  )
  return toKapsulesError(error).fault
}

describe('calls', () => {
  it('carry the key in a header, for streams too, so that it stands in no URL', async () => {
    const client = connect()
    server.world.changeBuild({ status: 'succeeded' })
    await client.followBuild(server.world.buildId)
    expect(server.requests.length).toBeGreaterThan(0)
    for (const url of server.requests) expect(url).not.toContain(testKey)
  })

  it('give the fault of the server as it is', async () => {
    expect(await faultOf(connect('kap_wrong').trpc.previews.list.query())).toEqual(
      fault('unauthenticated', 'This API key is not known.', 'Send another.'),
    )
  })

  it('give the fault of a subscription that is refused', async () => {
    const refused = connect('kap_wrong').followBuild(server.world.buildId)
    await expect(refused).rejects.toThrow(KapsulesError)
    expect((await faultOf(refused)).code).toBe('unauthenticated')
  })

  it('say that a server is not there, with the reason', async () => {
    await server.stop()
    const { code, evidence } = await faultOf(connect().trpc.previews.list.query())
    expect(code).toBe('server-unreachable')
    expect(evidence.join(' ')).toMatch(/ECONNREFUSED/)
  })

  it('end at their deadline', async () => {
    server.world.onCall = () => new Promise(() => {})
    const client = createKapsulesClient({ url: server.url, apiKey: testKey, deadlineMs: 100 })
    const { code, evidence } = await faultOf(client.trpc.previews.restart.mutate({ previewId: server.world.previewId }))
    expect(code).toBe('server-unreachable')
    expect(evidence).toContain('no answer within 100 ms')
  })

  it('tell a foreign answer from a server that is away', async () => {
    const proxy = createServer((_request, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    const client = createKapsulesClient({ url: `http://127.0.0.1:${port}`, apiKey: testKey })
    const { code, evidence } = await faultOf(client.trpc.previews.list.query())
    proxy.close()
    expect(code).toBe('unexpected-answer')
    expect(evidence.join(' ')).toContain('502')
  })

  it('are repeated when they are reads and the connection broke', async () => {
    let cuts = 0
    server.world.onCall = () => {
      cuts += 1
      if (cuts <= 2) server.cut()
    }
    expect((await connect().trpc.previews.list.query()).items).toHaveLength(1)
    expect(cuts).toBe(3)
  })

  it('are not repeated when they change something', async () => {
    server.world.onCall = () => server.cut()
    const { code } = await faultOf(connect().trpc.previews.restart.mutate({ previewId: server.world.previewId }))
    expect(code).toBe('server-unreachable')
    expect(server.world.calls).toEqual(['previews.restart'])
  })
})

describe('deploys', () => {
  it('are repeated under the same key of idempotency when the connection broke', async () => {
    const inputs: unknown[] = []
    server.world.onDeploy = (input) => {
      inputs.push(input)
      if (inputs.length === 1) server.cut()
      return server.world.deployed()
    }
    const { previewId } = await deployFiles(connect().trpc, 'shop', { 'index.html': '<h1>Shop</h1>' })
    expect(previewId).toBe(server.world.previewId)
    expect(inputs).toHaveLength(2)
    expect(inputs[0]).toEqual(inputs[1])
    expect(inputs[0]).toMatchObject({ idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  it('B9: send a file called __proto__ as a file', async () => {
    let paths: string[] = []
    server.world.onDeploy = (input) => {
      paths = Object.keys((input as { files: object }).files)
      return server.world.deployed()
    }
    const files = new Map([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    await deployFiles(connect().trpc, 'shop', files)
    expect(paths.sort()).toEqual(['__proto__', 'constructor'])
    expect(({} as { a?: string }).a).toBeUndefined()
  })

  it('that are refused throw the fault', async () => {
    const refusal = fault('invalid-file', 'The file "../x" was refused.', 'Correct the path.', ['no ".."'])
    server.world.onDeploy = () => refusal
    expect(await faultOf(deployFiles(connect().trpc, 'shop', { '../x': '' }))).toEqual(refusal)
  })
})

describe('a build that is followed', () => {
  it('gives every line once and in order, however often the stream is cut', async () => {
    const lines: LogLine[] = []
    const { world } = server
    const more = () => world.say(...Array.from({ length: 10 }, () => `line ${world.lines.length}`))
    const onLog = (line: LogLine) => {
      lines.push(line)
      if (line.seq === 50) world.changeBuild({ status: 'succeeded' })
      else if (line.seq % 10 === 0) more()
      // in the middle of what was just sent, and right behind it
      if (line.seq % 10 === 4 || line.seq % 10 === 0) server.cut()
    }
    more()
    const build = await connect().followBuild(world.buildId, { onLog })
    expect(build.status).toBe('succeeded')
    expect(lines).toEqual(world.lines)
    expect(server.requests.filter((url) => url.startsWith('/trpc/builds.logs')).length).toBeGreaterThanOrEqual(5)
  })

  it('goes on after a restart of the server', async () => {
    const lines: string[] = []
    const { world } = server
    world.say('one', 'two')
    let restarted: Promise<void> | undefined
    const onLog = ({ text }: LogLine) => {
      lines.push(text)
      if (text !== 'two') return
      restarted = server.stop().then(async () => {
        world.say('three')
        await server.start()
        world.changeBuild({ status: 'failed' })
      })
    }
    const build = await connect().followBuild(world.buildId, { onLog })
    await restarted
    expect(build.status).toBe('failed')
    expect(lines).toEqual(['one', 'two', 'three'])
  })

  it('ends with the reason of the signal', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    const onBuild = () => controller.abort(reason)
    await expect(connect().followBuild(server.world.buildId, { onBuild, signal: controller.signal })).rejects.toBe(
      reason,
    )
  })

  it('throws what its listener throws, at once', async () => {
    server.world.say('one')
    const broken = new Error('the listener is broken')
    const onLog = () => {
      throw broken
    }
    await expect(connect().followBuild(server.world.buildId, { onLog })).rejects.toBe(broken)
  })
})

describe('output that is followed', () => {
  it('begins with the last lines and goes on over cuts', async () => {
    const { world } = server
    world.putOut(...Array.from({ length: 20 }, (_, index) => `old ${index + 1}`))
    const seen: string[] = []
    const controller = new AbortController()
    const onLog = ({ text }: LogLine) => {
      seen.push(text)
      if (text === 'old 20') {
        server.cut()
        world.putOut('new 1', 'new 2')
      }
      if (text === 'new 2') controller.abort()
    }
    const following = connect().followLog(world.previewId, { onLog, lines: 5, signal: controller.signal })
    await expect(following).rejects.toThrow()
    expect(seen).toEqual(['old 16', 'old 17', 'old 18', 'old 19', 'old 20', 'new 1', 'new 2'])
  })
})
