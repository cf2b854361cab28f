import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEnv, checkPreviewName, checkProjectId, previewNamePattern, previewSlug, utf8Length } from './names.ts'

describe('names', () => {
  it.each(['a;touch x', '$(x)', '`x`', 'a|b', 'a&&b', 'a\nb'])('B18: refuses the name %j', (name) => {
    expect(checkPreviewName(name)?.code).toBe('invalid-input')
    expect(checkProjectId(name)?.code).toBe('invalid-input')
  })

  it.each(['-x', '--privileged', 'x-'])('B19: refuses the preview name %j', (name) => {
    expect(checkPreviewName(name)?.code).toBe('invalid-input')
  })

  it.each(['api', 'www', 'localhost', 'xn--a', 'a'.repeat(64)])(
    'B20: refuses the reserved or overlong name %j',
    (name) => {
      expect(checkPreviewName(name)?.code).toBe('invalid-input')
    },
  )

  it('accepts what people use', () => {
    for (const name of ['main', 'feature-42', 'a', '0']) expect(checkPreviewName(name)).toBeNull()
    for (const id of ['proj_1', 'Acme.Site', '42']) expect(checkProjectId(id)).toBeNull()
  })

  it.each([
    ['A=B', 'x'],
    ['A B', 'x'],
    ['A\0', 'x'],
    ['', 'x'],
    ['LD_PRELOAD', 'x'],
    ['NODE_OPTIONS', 'x'],
    ['node_options', 'x'],
    ['DOCKER_HOST', 'x'],
    ['PATH', 'x'],
    ['KAPSULES_X', 'x'],
    ['__proto__ ', 'x'],
    ['OK', 'a\0b'],
  ])('B25: refuses the variable %j', (key, value) => {
    expect(checkEnv([[key, value]])?.code).toBe('invalid-input')
  })

  it('B25: refuses a value of a megabyte, and too many variables', () => {
    expect(checkEnv([['BIG', 'x'.repeat(1024 * 1024)]])?.code).toBe('limit-exceeded')
    expect(checkEnv(Array.from({ length: 201 }, (_, index): [string, string] => [`K${index}`, '']))?.code).toBe(
      'limit-exceeded',
    )
  })

  it('a slug is always a DNS label, whatever the project is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (projectId, name) => {
        const slug = previewSlug(projectId, name, 'a1b2c3d4')
        expect(slug).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
        expect(slug.endsWith('-a1b2c3d4')).toBe(true)
      }),
    )
  })

  it('every accepted preview name is a DNS label', () => {
    fc.assert(fc.property(fc.stringMatching(previewNamePattern), (name) => name.length <= 40 && !name.startsWith('-')))
  })

  it('utf8Length agrees with an encoder', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => utf8Length(text) === Buffer.byteLength(text)))
  })
})
