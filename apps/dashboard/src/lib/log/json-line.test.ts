import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldsOf, looksLikeJson } from './json-line.ts'

describe('fieldsOf', () => {
  it('gives the fields in their order, text bare and the rest as JSON', () => {
    expect(fieldsOf('{"level":30,"msg":"a <b>","err":{"code":1},"ok":null}')).toEqual([
      { name: 'level', value: '30' },
      { name: 'msg', value: 'a <b>' },
      { name: 'err', value: '{"code":1}' },
      { name: 'ok', value: 'null' },
    ])
  })

  it.each(['', 'GET /', '{not json}', '[1]', '{"cut":', '"{}"', 'x {"a":1}'])('is nothing for %j', (plain) => {
    expect(fieldsOf(plain)).toBeNull()
  })

  it('leaves very long lines alone', () => {
    expect(looksLikeJson(`{"a":"${'x'.repeat(10_000)}"}`)).toBe(false)
  })

  it('never throws, and reads back any object of texts', () => {
    fc.assert(fc.property(fc.string(), (text) => fieldsOf(`{${text}}`) !== undefined))
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (object) => {
        const fields = fieldsOf(JSON.stringify(object)) ?? []
        expect(new Map(fields.map(({ name, value }) => [name, value]))).toEqual(new Map(Object.entries(object)))
      }),
    )
  })
})
