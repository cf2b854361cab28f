import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEnvironment } from './environment-text.ts'

describe('readEnvironment', () => {
  it('reads names and values, comments and quotes', () => {
    const text = '# the database\nURL=postgres://a?b=c\n\n A = "two words"\nEMPTY=\nQ=\'x\'\n'
    expect(readEnvironment(text)).toEqual({
      env: { URL: 'postgres://a?b=c', A: 'two words', EMPTY: '', Q: 'x' },
      trouble: null,
    })
  })

  it.each([
    ['A=1\nJUST_A_NAME', 'Line 2: no "=" after the name.'],
    ['2FAST=1', 'Line 1: "2FAST" is not a name for a variable.'],
    ['A=1\nA=2', 'Line 2: A is there twice.'],
    ['=1', 'Line 1: "" is not a name for a variable.'],
  ])('says which line is wrong: %j', (text, trouble) => {
    expect(readEnvironment(text).trouble).toBe(trouble)
  })

  it('gives back what was written, for any values of one line', () => {
    const value = fc.stringMatching(/^[^\s'"][^\n\r]*[^\s'"]$/)
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,20}$/), value), (env) => {
        const text = Object.entries(env)
          .map(([name, it]) => `${name}=${it}`)
          .join('\n')
        const read = readEnvironment(text)
        expect(read.trouble).toBeNull()
        expect({ ...read.env }).toEqual(Object.fromEntries(Object.entries(env).map(([name, it]) => [name, it.trim()])))
      }),
    )
  })
})
