import { expect, test } from 'vitest'
import { isTrustedOrigin, originsOf } from './origin.ts'

const trusted = originsOf(['https://previews.example.com/', 'http://localhost:4000/some/path'])

test.each([
  ['https://previews.example.com', 'other:1'],
  ['http://localhost:4000', 'other:1'],
  ['http://10.0.0.5:4000', '10.0.0.5:4000'],
  ['http://[::1]:4000', '[::1]:4000'],
  ['http://Box.local:4000', 'box.local:4000'],
])('the origin %s is trusted at %s', (origin, host) => {
  expect(isTrustedOrigin(origin, host, trusted)).toBe(true)
})

test.each([
  ['http://localhost:31000', 'localhost:4000'],
  ['https://previews.example.com.evil.test', 'localhost:4000'],
  ['http://previews.example.com', 'localhost:4000'],
  ['http://evil.test', 'localhost:4000'],
  ['null', 'localhost:4000'],
  ['', 'localhost:4000'],
  ['file://', 'localhost:4000'],
  ['http://localhost:4000/', 'other:1'],
  ['http://user@localhost:4000', 'localhost:4000'],
  ['http://evil.test', undefined],
])('B31: the origin %j is foreign at %s', (origin, host) => {
  expect(isTrustedOrigin(origin, host, trusted)).toBe(false)
})
