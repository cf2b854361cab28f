import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readArchives, readEdges } from './debian-packages.ts'

describe('readEdges', () => {
  it('reads dependencies, the first of alternatives, and nothing of virtual packages', () => {
    const text = [
      'app',
      '  PreDepends: app-minimal',
      '  Depends: libc6',
      ' |Depends: media-types',
      '  Depends: mime-support',
      '  Depends: <debconf-2.0>',
      '    cdebconf',
      '  Depends: libz',
      '  Breaks: old-app',
      'libc6',
      '<virtual>',
      '  Depends: never',
    ].join('\n')
    expect(readEdges(text).get('app')).toEqual(['app-minimal', 'libc6', 'media-types', 'libz'])
    expect(readEdges(text).get('libc6')?.includes('app-minimal')).toBe(false)
  })

  it('reads any text without failing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readEdges(text)).toBeInstanceOf(Map)
      }),
    )
  })
})

describe('readArchives', () => {
  it('reads name, file and digest', () => {
    const digest = 'ab'.repeat(32)
    const text = `'http://example.com/b/busybox-static_1.35.0-4%2bdeb12u1_amd64.deb' busybox-static_1%3a1.35.0-4+deb12u1_amd64.deb 928188 SHA256:${digest}\n`
    expect(readArchives(text)).toEqual([
      { package: 'busybox-static', file: 'busybox-static_1%3a1.35.0-4+deb12u1_amd64.deb', algorithm: 'sha256', digest },
    ])
  })

  it('takes no file name that leads elsewhere, and any text without failing', () => {
    expect(readArchives(`'http://example.com/x' ../../x_1_amd64.deb 1 SHA256:abcd`)).toEqual([])
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readArchives(text)).toEqual([])
      }),
    )
  })
})
