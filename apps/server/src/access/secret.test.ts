import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { requireStrongSecret } from './secret.ts'

test.each([
  ['', 'shorter'],
  ['short', 'shorter'],
  ['a'.repeat(64), 'repeats'],
  ['abab'.repeat(16), 'repeats'],
  ['better-auth-secret-12345678901234567890', 'example'],
  ['please-change-me-please-change-me-42', 'example'],
  ['my-super-SECRET-key-for-production-99', 'example'],
])('T3: the secret %j is refused', (secret, why) => {
  expect(() => requireStrongSecret(secret)).toThrow(why)
})

test('T3: random secrets are taken, however they are written', () => {
  for (let round = 0; round < 200; round += 1) {
    expect(() => requireStrongSecret(randomBytes(32).toString('hex'))).not.toThrow()
    expect(() => requireStrongSecret(randomBytes(32).toString('base64url'))).not.toThrow()
  }
})
