import { describe, expect, test } from 'vitest'
import { diagnoseBuildFailure } from './diagnose.ts'

const node = { kind: 'node' } as const
const spa = { kind: 'spa' } as const
const python = { kind: 'python' } as const
const own = { kind: 'dockerfile' } as const
const failed = (command: string, code = 1) => `executor failed running [/bin/sh -c ${command}]: exit code: ${code}`

describe('install-failed', () => {
  test.each([
    ['npm error code ERESOLVE', 'npm install --cache /cache/npm', /exclude each other/],
    ['npm error notarget No matching version found for left-pad@99.0.0.', 'npm ci', /left-pad@99\.0\.0/],
    ["npm error 404  'reakt@*' is not in this registry.", 'npm install', /reakt@\*/],
    ['ERR_PNPM_NO_MATCHING_VERSION  No matching version found for vue@99', 'CI=true pnpm install', /vue@99/],
    ['npm error code ETIMEDOUT', 'npm ci', /registry could not be reached/],
    ['gyp ERR! find Python', 'npm ci', /compiler/],
    ['ERROR: No matching distribution found for flusk==1', 'pip install -r requirements.txt', /flusk==1/],
    ['something unforeseen', 'yarn install', /could not be installed/],
  ])('%s', (line, command, message) => {
    const fault = diagnoseBuildFailure(
      node,
      ['added 3 packages', line, failed(`${command} && mkdir -p node_modules`)],
      1,
    )
    expect(fault).toMatchObject({ code: 'install-failed', message: expect.stringMatching(message) })
    expect(fault.hint).not.toBe('')
  })

  test('the installer is recognised without the failed command too', () => {
    const fault = diagnoseBuildFailure(node, ['npm error code E404', "npm error 404 'x@1' is not in this registry."])
    expect(fault).toMatchObject({
      code: 'install-failed',
      evidence: [expect.stringContaining('E404'), expect.stringContaining('x@1')],
    })
  })
})

describe('missing-dependency', () => {
  test.each([
    ["Error: Cannot find module 'lodash/fp'", 'lodash'],
    [
      "src/a.ts(1,20): error TS2307: Cannot find module '@acme/ui/button' or its corresponding type declarations.",
      '@acme/ui',
    ],
    ["Module not found: Can't resolve 'framer-motion'", 'framer-motion'],
    ['[vite]: Rollup failed to resolve import "axios" from "/app/src/main.tsx".', 'axios'],
    ['✘ [ERROR] Could not resolve "zod"', 'zod'],
    [
      "\u001b[31mError\u001b[39m: Cannot find \u001b[1mpackage\u001b[22m 'vite' imported from /app/vite.config.js",
      'vite',
    ],
    ['sh: vite: not found', 'vite'],
    ['/bin/sh: 1: tsc: not found', 'tsc'],
  ])('%s', (line, name) => {
    const fault = diagnoseBuildFailure(spa, ['> build', line, failed('npm run build', 127)])
    expect(fault.code).toBe('missing-dependency')
    expect(fault.message).toContain(` ${name}`)
    expect(`${fault.hint}`).toContain(name)
  })

  test('a Python module', () => {
    const fault = diagnoseBuildFailure(python, [
      "ModuleNotFoundError: No module named 'numpy.core'",
      failed('python x.py'),
    ])
    expect(fault).toMatchObject({
      code: 'missing-dependency',
      hint: expect.stringContaining('numpy to requirements.txt'),
    })
  })

  test('a part for this platform that the lockfile left out', () => {
    const line =
      'Error: Cannot find module @rollup/rollup-linux-x64-gnu. npm has a bug related to optional dependencies'
    const quoted = "Error: Cannot find module '@rollup/rollup-linux-x64-gnu'"
    const fault = diagnoseBuildFailure(spa, [line, quoted, failed('npm run build')])
    expect(fault).toMatchObject({ code: 'missing-dependency', hint: expect.stringContaining('lockfile') })
  })

  test('a file of the project that is not there is no dependency', () => {
    const fault = diagnoseBuildFailure(spa, [
      'Could not resolve "./Header" from "src/App.jsx"',
      failed('npm run build'),
    ])
    expect(fault).toMatchObject({ code: 'build-script-failed', message: expect.stringContaining('./Header') })
  })

  test('complaints of an installer that was asked again do not count', () => {
    const lines = [
      'npm error code EUSAGE',
      'kapsules: package-lock.json cannot be installed',
      'added 60 packages',
      "Can't resolve 'swr'",
    ]
    expect(diagnoseBuildFailure(spa, [...lines, failed('npm run build')]).code).toBe('missing-dependency')
  })
})

describe('build-script-failed', () => {
  test('type errors are the evidence', () => {
    const lines = [
      '> tsc',
      "src/a.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.",
      failed('npm run build', 2),
    ]
    expect(diagnoseBuildFailure(node, lines)).toMatchObject({
      code: 'build-script-failed',
      message: 'The sources do not pass the type check.',
      evidence: [expect.stringContaining('TS2322')],
    })
  })

  test('a build without pages', () => {
    const lines = [
      'kapsules: the build made no index.html in: dist',
      'kapsules: after the build there is: src',
      failed('npm run build && node x'),
    ]
    const fault = diagnoseBuildFailure(spa, lines)
    expect(fault).toMatchObject({ code: 'build-script-failed', message: 'The build made no page to show.' })
    expect(fault.evidence).toContain('kapsules: after the build there is: src')
  })

  test('anything else', () => {
    const fault = diagnoseBuildFailure(node, ['starting', 'SyntaxError: Unexpected token', failed('npm run build')])
    expect(fault.code).toBe('build-script-failed')
    expect(fault.evidence.length).toBeGreaterThan(0)
  })
})

describe('what no project can help, and what every one can meet', () => {
  test.each([
    [['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'], undefined],
    [['building', 'Killed'], undefined],
    [['building'], 137],
    [['building', failed('npm run build', 137)], undefined],
  ])('out-of-memory: %j', (lines, code) => {
    expect(diagnoseBuildFailure(spa, lines, code).code).toBe('out-of-memory')
  })

  test.each([
    'pull access denied, repository does not exist or may require authorization: server message: denied',
    'failed to create LLB definition: failed to do request: Head "https://registry.example/v2/library/golang/manifests/1": dial tcp: no such host',
  ])('base-image-missing: %s', (line) => {
    expect(diagnoseBuildFailure(own, [line]).code).toBe('base-image-missing')
  })

  test('invalid-dockerfile', () => {
    expect(diagnoseBuildFailure(own, ['dockerfile parse error line 3: unknown instruction: FOO']).code).toBe(
      'invalid-dockerfile',
    )
  })

  test('build-step-failed names the command and the exit code', () => {
    const line = 'process "/bin/sh -c make all" did not complete successfully: exit code: 2'
    expect(diagnoseBuildFailure(own, ['make: *** [all] Error 2', line])).toMatchObject({
      code: 'build-step-failed',
      message: 'This step of the Dockerfile failed: make all (exit code 2).',
      evidence: ['make: *** [all] Error 2', line],
    })
  })

  test('an empty log still gives a reason', () => {
    expect(diagnoseBuildFailure(node, [])).toMatchObject({ code: 'build-script-failed', evidence: [] })
    expect(diagnoseBuildFailure(own, [])).toMatchObject({ code: 'build-step-failed', evidence: [] })
  })

  test('evidence is short and without control characters', () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => `\u001b[31merror ${index} \u0007${'x'.repeat(9_000)}`)
    const { evidence } = diagnoseBuildFailure(node, lines)
    expect(evidence.length).toBeLessThanOrEqual(13)
    expect(evidence.join('')).toMatch(/^[\x20-\x7e]*$/)
    expect(Math.max(...evidence.map((line) => line.length))).toBeLessThanOrEqual(400)
  })
})
