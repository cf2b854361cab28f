import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { engineAddresses, ping, pingUntil } from './engine-address.ts'

let folder = ''
let server: http.Server | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'))
})

afterEach(async () => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
  await rm(folder, { recursive: true, force: true })
})

async function listen(where: string | number, handler: http.RequestListener): Promise<http.Server> {
  server = http.createServer(handler)
  await new Promise<void>((resolve) => server?.listen(where, resolve))
  return server
}

const asEngine: http.RequestListener = (request, response) => {
  response.setHeader('api-version', '1.41')
  response.writeHead(request.url === '/_ping' ? 200 : 404).end('OK')
}

it('takes DOCKER_HOST at its word', () => {
  expect(engineAddresses({ DOCKER_HOST: 'tcp://10.0.0.1:2375' })).toEqual(['tcp://10.0.0.1:2375'])
  expect(engineAddresses({})[0]).toBe('unix:///var/run/docker.sock')
})

it('pings by socket and by TCP', async () => {
  const socket = join(folder, 'docker.sock')
  await listen(socket, asEngine)
  expect(await ping(`unix://${socket}`)).toEqual({ answers: true, apiVersion: '1.41' })
  server?.close()
  const address = (await listen(0, asEngine)).address()
  const port = typeof address === 'object' ? address?.port : 0
  expect(await ping(`tcp://127.0.0.1:${port}`)).toEqual({ answers: true, apiVersion: '1.41' })
})

it('says why there is no answer', async () => {
  const socket = join(folder, 'none.sock')
  expect(await ping(`unix://${socket}`)).toEqual({ answers: false, reason: 'ENOENT' })
  await listen(socket, (_request, response) => response.writeHead(500).end())
  expect(await ping(`unix://${socket}`)).toEqual({ answers: false, reason: 'HTTP 500' })
})

it('does not wait for an engine that accepts and says nothing', async () => {
  const socket = join(folder, 'mute.sock')
  await listen(socket, () => {})
  expect(await ping(`unix://${socket}`, 100)).toMatchObject({ answers: false, reason: 'no answer within 100 ms' })
})

it('waits until the engine answers, and gives up early when told so', async () => {
  const socket = join(folder, 'late.sock')
  const late = pingUntil(`unix://${socket}`, 10_000)
  await listen(socket, asEngine)
  expect(await late).toMatchObject({ answers: true })
  expect(await pingUntil(`unix://${folder}/never.sock`, 60_000, () => true)).toMatchObject({ answers: false })
})

it('refuses an address it cannot understand', async () => {
  await expect(ping('docker.example.com')).rejects.toThrow(SetupError)
})
