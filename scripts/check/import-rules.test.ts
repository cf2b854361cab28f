import { describe, expect, it } from 'vitest'
import { root } from '../bootstrap/toolchain.mjs'
import { violations } from './import-rules.ts'
import { importsOf } from './imports-of.ts'
import { readSources, sourceOf } from './sources.ts'
import { readWorkspaces } from './workspaces.ts'

const workspaces = new Map([
  ['@kapsules/domain', 'packages/domain'],
  ['@kapsules/runtime', 'packages/runtime'],
  ['@kapsules/server', 'apps/server'],
])

function found(path: string, text: string): string[] {
  const source = sourceOf(path, text)
  return violations(source, importsOf(source, workspaces)).map((violation) => violation.replace(/^.*?: /, ''))
}

describe('a planted violation is caught', () => {
  it.each([
    ['packages/domain/src/a.ts', `import { readFile } from 'node:fs'`, 'the domain is pure: it imports nothing'],
    ['packages/domain/src/a.ts', `import type { Runtime } from '@kapsules/runtime'`, 'the domain is pure'],
    ['packages/dockerfile/src/a.ts', `export * from '@kapsules/runtime'`, 'packages/dockerfile knows only'],
    ['packages/dockerfile/src/a.ts', `const fs = await import('node:fs')`, 'detecting and generating are pure'],
    ['packages/runtime/src/a.ts', `import { x } from '../../../apps/server/src/x.ts'`, 'packages/runtime knows only'],
    ['packages/runtime/src/a.ts', `import Docker from 'dockerode'`, 'only packages/runtime/src/docker imports'],
    ['packages/client/src/a.ts', `import { appRouter } from '@kapsules/server/api'`, 'packages/client knows only'],
    ['apps/dashboard/src/a.tsx', `export { x } from '@kapsules/server/api'`, 'apps/dashboard knows only'],
    ['apps/server/src/api/a.ts', `import { b } from '../builds/b.ts'`, 'features of the server meet in store and live'],
    ['apps/server/src/watch/a.ts', `type B = import('../reconcile/b.ts').B`, 'features of the server meet'],
    ['apps/server/src/api/a.ts', `import { Client } from 'pg'`, 'only apps/server/src/store|postgres imports'],
    ['apps/server/src/live/a.ts', `import { x } from '../store/generated/client.ts'`, 'only apps/server/src/store'],
    ['apps/server/src/api/previews.ts', `import { TRPCError } from '@trpc/server'`, 'the transport error is built'],
    ['apps/server/src/api/a.ts', `import { main } from '../main.ts'`, 'the composition root is imported by nothing'],
    ['apps/server/src/api/a.ts', `import { x } from './b.test.ts'`, 'no code depends on a test'],
    ['e2e/a.spec.ts', `import { x } from '@kapsules/domain'`, 'e2e knows nothing else of ours'],
  ])('%s: %s', (path, text, rule) => {
    expect(found(path, text)).toContainEqual(expect.stringContaining(rule))
  })
})

describe('what is allowed passes', () => {
  it.each([
    ['packages/domain/src/a.ts', `import { b } from './b.ts'`],
    ['packages/domain/src/a.test.ts', `import { it } from 'vitest'`],
    ['packages/runtime/src/docker/a.ts', `import Docker from 'dockerode'; import { f } from '@kapsules/domain'`],
    ['packages/client/src/a.ts', `import type { AppRouter } from '@kapsules/server/api'`],
    ['apps/server/src/api/trpc.ts', `import { TRPCError } from '@trpc/server'`],
    ['apps/server/src/api/a.ts', `import { b } from '../store/b.ts'; import { c } from '../live/c.ts'`],
    ['apps/server/src/store/a.ts', `import { PrismaClient } from './generated/client.ts'`],
    ['apps/server/src/main.ts', `import { a } from './api/a.ts'; import { b } from './builds/b.ts'`],
    ['e2e/a.spec.ts', `import { test } from '@playwright/test'`],
  ])('%s: %s', (path, text) => {
    expect(found(path, text)).toEqual([])
  })
})

it('names the file and the line', () => {
  const source = sourceOf('packages/domain/src/a.ts', `const a = 1\nimport 'pg'\n`)
  expect(violations(source, importsOf(source, workspaces))[0]).toMatch(/^packages\/domain\/src\/a\.ts:2 imports pg: /)
})

it('reads the real sources and packages of the repository', async () => {
  const paths = (await readSources(root)).map((source) => source.path)
  expect(paths).toContain('packages/domain/src/index.ts')
  expect(paths).toContain('scripts/check/import-rules.test.ts')
  expect(paths.filter((path) => /generated|node_modules|dist\//.test(path))).toEqual([])
  expect((await readWorkspaces(root)).get('@kapsules/domain')).toBe('packages/domain')
})
