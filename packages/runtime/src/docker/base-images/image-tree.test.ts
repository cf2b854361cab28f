import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ImageTree } from './image-tree.ts'

const path = fc
  .array(fc.stringMatching(/^[a-z.-]{1,6}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'))
  .filter((text) => !/(^|\/)\.{1,2}(\/|$)/.test(text))

describe('ImageTree', () => {
  it('lists parents before children and the same order whatever came first', () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 20 }), (paths) => {
        const listed = [paths, paths.toReversed()].map((order) => {
          const tree = new ImageTree()
          for (const each of order) tree.folder(each)
          return tree.sorted().map(([name]) => name)
        })
        expect(listed[0]).toEqual(listed[1])
        const seen = new Set(['.'])
        for (const name of listed[0] ?? []) {
          const parent = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '.'
          expect(seen).toContain(parent)
          seen.add(name)
        }
      }),
    )
  })

  it('brings both layouts of packages together below /usr', () => {
    const tree = new ImageTree()
    tree.file('lib/x86_64-linux-gnu/libc.so.6', 'c')
    tree.file('./usr/lib/x86_64-linux-gnu/libm.so.6', 'm')
    tree.folder('bin')
    const names = tree.sorted().map(([name]) => name)
    expect(names).toContain('usr/lib/x86_64-linux-gnu/libc.so.6')
    expect(names).toContain('usr/lib/x86_64-linux-gnu/libm.so.6')
    expect(Object.fromEntries(tree.sorted()).bin).toMatchObject({ type: 'symlink', target: 'usr/bin' })
  })

  it('keeps no bits that change the user, and no path out of the image', () => {
    const tree = new ImageTree()
    tree.file('usr/bin/su', 'x', 0o4755)
    tree.file('../../etc/passwd', 'x')
    expect(tree.get('usr/bin/su')).toMatchObject({ mode: 0o755 })
    expect(tree.get('etc/passwd')).toBeDefined()
    expect(tree.sorted().every(([name]) => !name.includes('..'))).toBe(true)
  })
})
