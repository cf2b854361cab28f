import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectedSite, collectScript, collectScriptPath } from './collect-output.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kapsules-collect-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function collect(paths: readonly string[], folders: readonly string[]) {
  for (const path of [...paths, collectScriptPath]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), path === collectScriptPath ? collectScript : path)
  }
  return spawnSync(process.execPath, [collectScriptPath, ...folders], { cwd: root, encoding: 'utf8', timeout: 20_000 })
}

test.each([
  [
    ['dist/index.html', 'dist/a.js'],
    ['a.js', 'index.html'],
  ],
  [['build/index.html'], ['index.html']],
  [['dist/app/browser/index.html', 'dist/app/3rdpartylicenses.txt'], ['index.html']],
  [['dist/client/index.html', 'dist/server/x.js'], ['index.html']],
  [['dist/empty.txt', 'build/index.html'], ['index.html']],
  [['dist/200.html'], ['200.html']],
])('%j', (paths, collected) => {
  expect(collect(paths, ['dist', 'build'])).toMatchObject({ status: 0, stderr: '' })
  expect(readdirSync(join(root, collectedSite)).sort()).toEqual(collected)
})

test('the root itself, without what is not a page', () => {
  const paths = ['index.html', 'css/a.css', 'package.json', '.env', 'node_modules/x/index.js']
  expect(collect(paths, ['dist', '.'])).toMatchObject({ status: 0 })
  expect(readdirSync(join(root, collectedSite)).sort()).toEqual(['css', 'index.html'])
})

test('a build without pages fails and says what there is', () => {
  const { status, stderr } = collect(['dist/bundle.js', 'src/a.js'], ['dist', 'build'])
  expect(status).toBe(1)
  expect(stderr).toContain('no index.html in: dist, build')
  expect(stderr).toContain('dist, src')
  expect(existsSync(join(root, collectedSite))).toBe(false)
})
