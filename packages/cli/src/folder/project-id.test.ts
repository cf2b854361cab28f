import { projectIdPattern } from '@kapsules/domain'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chooseProjectId } from './project-id.ts'

const manifest = (text: string) => new Map([['package.json', text]])

it.each([
  ['what was asked for', 'asked for', '{"name":"shop"}', 'asked for'],
  ['the name in package.json', undefined, '{"name":"shop"}', 'shop'],
  ['such a name made to fit', undefined, '{"name":"@acme/größe shop"}', 'acme-gro-e-shop'],
  ['the folder when there is no name', undefined, '{}', 'my-folder'],
  ['the folder when the manifest is broken', undefined, '{', 'my-folder'],
  ['the folder when the name is none', undefined, '{"name":["a"]}', 'my-folder'],
])('a project is called by %s', (_, asked, text, id) => {
  expect(chooseProjectId(asked, manifest(text), '/home/me/my folder')).toBe(id)
})

it('a project that cannot be named is refused', () => {
  expect(() => chooseProjectId(undefined, new Map(), '/')).toThrow('No project id')
})

it('a name that was not asked for always fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const files = manifest(JSON.stringify({ name }))
      expect(chooseProjectId(undefined, files, '/tmp/folder')).toMatch(projectIdPattern)
    }),
  )
})
