import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent as HttpsAgent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FaultError } from '@kapsules/domain'
import { expect, test } from 'vitest'
import { engineAddress } from './connect.ts'

test.each([
  [undefined, { socketPath: '/var/run/docker.sock' }],
  ['unix:///run/user/1000/docker.sock', { socketPath: '/run/user/1000/docker.sock' }],
  ['tcp://engine.example:2375', { host: 'engine.example', port: '2375', protocol: 'http' }],
  ['tcp://engine.example', { host: 'engine.example', port: '2375', protocol: 'http' }],
  ['engine.example:2375', { host: 'engine.example', port: '2375', protocol: 'http' }],
  ['tcp://[::1]:2375', { host: '::1', port: '2375', protocol: 'http' }],
  ['tcp://engine.example:2376', { host: 'engine.example', port: '2376', protocol: 'https' }],
  ['https://engine.example:8443', { host: 'engine.example', port: '8443', protocol: 'https' }],
  ['ssh://deploy@engine.example', { host: 'engine.example', port: '22', protocol: 'ssh', username: 'deploy' }],
  ['ssh://deploy@engine.example:2222', { host: 'engine.example', port: '2222', protocol: 'ssh', username: 'deploy' }],
])('DOCKER_HOST %s', (dockerHost, options) => {
  const address = engineAddress(dockerHost === undefined ? {} : { dockerHost })
  expect(address.options).toMatchObject(options)
  expect(address.local).toBe('socketPath' in options)
})

test('certificates are read from their folder and make the connection a secure one', async () => {
  const certPath = await mkdtemp(join(tmpdir(), 'certs-'))
  for (const name of ['ca', 'cert', 'key']) await writeFile(join(certPath, `${name}.pem`), name)
  const { options } = engineAddress({ dockerHost: 'tcp://engine.example', tls: { certPath, verify: true } })
  expect(options).toMatchObject({ protocol: 'https', port: '2376', ca: Buffer.from('ca'), key: Buffer.from('key') })
  expect(options.agent).toBeInstanceOf(HttpsAgent)
  await rm(certPath, { recursive: true })
  expect(faultOf(() => engineAddress({ dockerHost: 'tcp://engine.example', tls: { certPath, verify: true } }))).toBe(
    'invalid-input',
  )
})

test('the ssh agent is handed on', () => {
  const { options } = engineAddress({ dockerHost: 'ssh://engine.example', sshAgent: '/tmp/agent.sock' })
  expect(options.sshOptions).toEqual({ agent: '/tmp/agent.sock' })
})

test.each(['ftp://engine.example', 'tcp://', 'http://:2375', '://'])('%s is refused', (dockerHost) => {
  expect(faultOf(() => engineAddress({ dockerHost }))).toBe('invalid-input')
})

function faultOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof FaultError) return error.fault.code
    throw error
  }
  return 'none'
}
