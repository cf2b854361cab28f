import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkSourceFiles } from '@kapsules/domain'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeContent } from './encode-content.ts'
import { folderLimits, readFolder } from './read-folder.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kapsules-cli-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function put(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}

const pathsOf = async () => [...(await readFolder(root)).files.keys()]

describe('the files of a folder', () => {
  it('are read with their bytes, sorted by path', async () => {
    await put({ 'b.txt': 'b', 'a/c.txt': 'c', 'a.txt': '' })
    const { files, totalBytes, skipped } = await readFolder(root)
    expect([...files]).toEqual([
      ['a/c.txt', 'c'],
      ['a.txt', ''],
      ['b.txt', 'b'],
    ])
    expect([totalBytes, skipped]).toEqual([2, []])
  })

  it('keep their executable bit', async () => {
    await put({ 'start.sh': '#!/bin/sh\n' })
    await chmod(join(root, 'start.sh'), 0o755)
    const { files } = await readFolder(root)
    expect(files.get('start.sh')).toEqual({ content: '#!/bin/sh\n', encoding: 'utf8', executable: true })
  })

  it('are sent as base64 where they are not text, and come back to the byte', async () => {
    await put({ 'a.png': Buffer.from([0x89, 0x50, 0x00, 0xff]), 'nul.txt': 'a\0b' })
    const { files } = await readFolder(root)
    expect(files.get('a.png')).toEqual({ content: 'iVAA/w==', encoding: 'base64', executable: false })
    expect(files.get('nul.txt')).toMatchObject({ encoding: 'base64' })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const file = encodeContent(Buffer.from(bytes), false)
        const back = typeof file === 'string' ? Buffer.from(file) : Buffer.from(file.content, file.encoding ?? 'utf8')
        expect([...back]).toEqual([...bytes])
      }),
    )
  })

  it('leave out what tools put there, and what .gitignore says, also in folders below', async () => {
    await put({
      '.gitignore': 'dist\n*.log\n!keep.log\n',
      'index.js': '',
      'keep.log': '',
      'debug.log': '',
      'dist/x.js': '',
      'node_modules/a/index.js': '',
      'web/node_modules/a/index.js': '',
      '.git/HEAD': '',
      '.env.local': '',
      'web/.gitignore': '/secret\n!debug.log\n',
      'web/secret': '',
      'web/debug.log': '',
      'web/deep/secret': '',
      secret: '',
    })
    expect((await pathsOf()).sort()).toEqual(
      ['.gitignore', 'index.js', 'keep.log', 'secret', 'web/.gitignore', 'web/debug.log', 'web/deep/secret'].sort(),
    )
  })

  it('leave out what .dockerignore says, but never the Dockerfile', async () => {
    await put({
      '.dockerignore': '# not sent\n*\n!src\n!Dockerfile.dev\n/docs/\n',
      Dockerfile: 'FROM x',
      'README.md': '',
      'src/a.js': '',
      'docs/a.md': '',
    })
    expect(await pathsOf()).toEqual(['.dockerignore', 'Dockerfile', 'src/a.js'])
  })
})

describe('what is not sent is told', () => {
  it('B15: links are not followed, wherever they lead', async () => {
    await put({ 'index.html': '' })
    await symlink('/etc/passwd', join(root, 'passwd'))
    await symlink('/etc', join(root, 'etc'))
    await symlink('nowhere', join(root, 'broken'))
    const { files, skipped } = await readFolder(root)
    expect([...files.keys()]).toEqual(['index.html'])
    expect(skipped).toEqual(['broken', 'etc', 'passwd'].map((path) => ({ path, why: 'symbolic link' })))
  })

  it('B15: pipes and other things that are no files', async () => {
    await put({ 'index.html': '' })
    execFileSync('mkfifo', [join(root, 'pipe')])
    expect((await readFolder(root)).skipped).toEqual([{ path: 'pipe', why: 'not a regular file' }])
  })

  it('names that are not UTF-8', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]), 'x')
    const { files, skipped } = await readFolder(root)
    expect([files.size, skipped.map(({ why }) => why)]).toEqual([0, ['name is not UTF-8']])
  })
})

describe('hostile names', () => {
  it('B9, B18: are only names', async () => {
    const names = ['__proto__', 'constructor', '$(touch x)', '`id`', 'a;b', '--privileged', 'ü 漢', '%2e%2e']
    await put(Object.fromEntries(names.map((name) => [name, name])))
    const { files } = await readFolder(root)
    expect([...files.keys()].sort()).toEqual([...names].sort())
    expect(files.get('__proto__')).toBe('__proto__')
    expect(checkSourceFiles(files).ok).toBe(true)
  })

  it('B1-7: are left to the server to refuse, as they are', async () => {
    await put({ 'a\\..\\b': '', 'line\nbreak': '' })
    const { files } = await readFolder(root)
    expect([...files.keys()].sort()).toEqual(['a\\..\\b', 'line\nbreak'])
    expect(checkSourceFiles(files)).toMatchObject({ ok: false, fault: { code: 'invalid-file' } })
  })
})

describe('a folder that cannot be meant', () => {
  it('B14: with one huge file is refused before it is read', async () => {
    await put({ huge: '' })
    await truncate(join(root, 'huge'), 400 * 2 ** 30)
    await expect(readFolder(root)).rejects.toMatchObject({
      fault: { code: 'limit-exceeded', message: expect.stringContaining('200 MiB'), evidence: ['reached at huge'] },
    })
  })

  it('B12: with too many files is refused', async () => {
    await put({ a: '', b: '', c: '' })
    await expect(readFolder(root, { ...folderLimits, maxFiles: 2 })).rejects.toMatchObject({
      fault: { code: 'limit-exceeded', message: expect.stringContaining('over 2 files') },
    })
  })

  it.each(['missing', 'index.html'])('%s: is refused', async (name) => {
    await put({ 'index.html': '' })
    await expect(readFolder(join(root, name))).rejects.toMatchObject({ fault: { code: 'invalid-input' } })
  })
})
