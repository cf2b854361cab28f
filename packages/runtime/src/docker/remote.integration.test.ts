import { connect, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildOf, cleanUp, launchServing, patience, runBuild } from '../contract/subject.ts'
import { type DockerSubject, makeDockerSubject } from './testing/docker-subject.ts'

let subject: DockerSubject
let server: Server

beforeAll(async () => {
  const socket = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '')
  server = createServer((client) => {
    const engine = connect(socket)
    client.pipe(engine).pipe(client)
    client.on('error', () => engine.destroy()).on('close', () => engine.destroy())
    engine.on('error', () => client.destroy()).on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  subject = await makeDockerSubject({ env: process.env, dockerHost: `tcp://127.0.0.1:${port}` })
})

afterAll(async () => {
  await subject?.close()
  server?.close()
})

test('an engine over TCP builds and launches, and is not taken to be on our host', async () => {
  expect(await subject.runtime.info(patience())).toMatchObject({ sameHost: false })
  const build = buildOf(subject, `RUN echo over-tcp-${Date.now()}`)
  const { logs } = await runBuild(subject, build)
  expect(logs.some(({ text }) => text.startsWith('over-tcp-'))).toBe(true)
  await subject.runtime.removeImage(build.tag, patience())
  const spec = await launchServing(subject)
  const lines = await subject.runtime.tailLogs(spec.instanceId, 5, patience())
  expect(lines.map(({ text }) => text)).toContain('serving')
  await cleanUp(subject, spec)
})
