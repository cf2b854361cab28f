import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64Length, checkPath, checkSourceFiles, type SourceFileInput } from './source-files.ts'

const check = (
  entries: [string, SourceFileInput][],
  limits = { maxFiles: 10, maxFileBytes: 100, maxTotalBytes: 150 },
) => checkSourceFiles(entries, limits)

function faultOf(entries: [string, SourceFileInput][]) {
  const checked = check(entries)
  return checked.ok ? null : checked.fault
}

describe('checkSourceFiles', () => {
  it('gives the files back sorted, with sizes', () => {
    const checked = check([
      ['b.txt', 'é'],
      ['a/run.sh', { content: 'aGk=', encoding: 'base64', executable: true }],
    ])
    expect(checked).toEqual({
      ok: true,
      files: [
        { path: 'a/run.sh', content: 'aGk=', encoding: 'base64', executable: true, size: 2 },
        { path: 'b.txt', content: 'é', encoding: 'utf8', executable: false, size: 2 },
      ],
    })
  })

  it.each([
    ['B1', '../x'],
    ['B2', '/etc/x'],
    ['B3', 'a/../../b'],
    ['B4', 'C:\\x'],
    ['B4', 'a\\..\\b'],
    ['B4', 'C:/x'],
    ['B5', 'a\0b'],
    ['B6', 'a\nb'],
    ['B6', 'a\u007fb'],
    ['B7', '.'],
    ['B7', ''],
    ['B7', 'a//b'],
    ['B7', 'a/'],
    ['B7', './a'],
    ['B11', 'a'.repeat(256)],
    ['B11', `${'ab/'.repeat(1400)}x`],
    ['B11', `${'a/'.repeat(1000)}x`],
    ['reserved', '.kapsules/nginx.conf'],
    ['reserved', '.GIT/config'],
  ])('%s: refuses the path %j and names the rule', (_row, path) => {
    const fault = faultOf([[path, 'x']])
    expect(fault?.code).toBe('invalid-file')
    expect(fault?.evidence).toHaveLength(1)
    expect(fault?.message.length).toBeLessThan(400)
  })

  it('B8: refuses Unicode and case twins', () => {
    expect(
      faultOf([
        ['A.js', '1'],
        ['a.js', '2'],
      ])?.code,
    ).toBe('invalid-file')
    expect(
      faultOf([
        ['caf\u00e9', '1'],
        ['cafe\u0301', '2'],
      ])?.code,
    ).toBe('invalid-file')
  })

  it('B9: a file called __proto__ is only a name', () => {
    const checked = check([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    expect(checked.ok && checked.files.map((file) => file.path)).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('B10: refuses a file that is also a folder, in either order and case', () => {
    expect(
      faultOf([
        ['a', 'x'],
        ['a/b', 'y'],
      ])?.code,
    ).toBe('invalid-file')
    expect(
      faultOf([
        ['a/b', 'y'],
        ['A', 'x'],
      ])?.code,
    ).toBe('invalid-file')
  })

  it('B12: refuses too many files and names the limit', () => {
    const fault = faultOf(Array.from({ length: 11 }, (_, index) => [`f${index}`, 'x']))
    expect(fault?.code).toBe('limit-exceeded')
    expect(fault?.message).toContain('10 files')
  })

  it('B13: refuses too much in all', () => {
    expect(
      faultOf([
        ['a', 'x'.repeat(80)],
        ['b', 'x'.repeat(80)],
      ])?.message,
    ).toContain('150 bytes in all')
  })

  it('B14: refuses one huge file and names it', () => {
    expect(faultOf([['big.bin', 'x'.repeat(101)]])?.message).toContain('"big.bin"')
  })

  it('B17: refuses content that is not base64', () => {
    for (const content of ['a', 'a===', 'ab=c', 'ab c', '____']) {
      expect(faultOf([['f', { content, encoding: 'base64' }]])?.message).toContain('base64')
    }
  })

  it('refuses an empty project', () => {
    expect(faultOf([])?.code).toBe('empty-project')
  })

  it('base64Length agrees with a decoder on everything that is base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(base64Length(Buffer.from(bytes).toString('base64'))).toBe(bytes.length)
      }),
    )
  })

  it('an accepted path never leaves the root, whatever it is made of', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '', 'a', '\\', '\0', 'C:', '/', '~'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = pieces.join('/')
        if (checkPath(path) !== null) return
        const url = new URL(`file:///root/${path.split('/').map(encodeURIComponent).join('/')}`)
        expect(url.pathname.startsWith('/root/')).toBe(true)
        expect(path).not.toMatch(/(^|\/)\.\.(\/|$)|^\/|\\/)
      }),
      { numRuns: 2000 },
    )
  })
})
