import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { expect, test } from 'vitest'
import type { ContextFile } from '../driver.ts'
import { buildContext } from './build-context.ts'

const files: readonly ContextFile[] = [
  { path: 'src/äöü.txt', content: Buffer.from('ü'), executable: false },
  { path: `${'deep/'.repeat(40)}file`, content: Buffer.from('deep'), executable: false },
  { path: 'run.sh', content: Buffer.from('#!/bin/sh\n'), executable: true },
  { path: 'empty', content: new Uint8Array(), executable: false },
]

test('the same files give the same bytes, in whatever order they come', async () => {
  const hash = async (list: readonly ContextFile[]) =>
    createHash('sha256')
      .update(await buffer(buildContext('FROM scratch', list)))
      .digest('hex')
  expect(await hash(files)).toBe(await hash([...files].reverse()))
})

test('every file is there with its mode, and the Dockerfile where no file can be', async () => {
  const archive = extract()
  archive.end(await buffer(buildContext('FROM scratch', files)))
  const entries: Record<string, number> = {}
  for await (const entry of archive) {
    entries[entry.header.name] = entry.header.mode
    expect(entry.header).toMatchObject({ uid: 0, gid: 0, mtime: new Date(0) })
    entry.resume()
  }
  expect(entries).toEqual({
    '.kapsules/Dockerfile': 0o644,
    [`${'deep/'.repeat(40)}file`]: 0o644,
    empty: 0o644,
    'run.sh': 0o755,
    'src/äöü.txt': 0o644,
  })
})
