import { expect, it } from 'vitest'
import { satisfies } from './node-range.mjs'

const range = '^22.18 || ^24 || >=26'

it.each([
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.11.0', false],
  ['24.0.0', true],
  ['25.2.0', false],
  ['26.0.0', true],
  ['30.1.0', true],
])('%s: %s', (version, expected) => {
  expect(satisfies(version, range)).toBe(expected)
})

it('refuses a range it cannot read', () => {
  expect(() => satisfies('24.0.0', '~24')).toThrow(/~24/)
})
