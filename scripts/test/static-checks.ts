import { runOrFail } from '../bootstrap/run.mjs'
import { type Check, eachOf } from './checks.ts'
import type { Suite } from './suite.ts'

const CHECK_DEADLINE_MS = 5 * 60_000

export const staticChecks: Suite = {
  name: 'static',
  needs: [],
  async run(bench) {
    const runs = (title: string, program: string, ...args: string[]): Check => ({
      title,
      see: () => runOrFail(program, args, { deadlineMs: CHECK_DEADLINE_MS, env: bench.env, tail: 400 }),
    })
    return await eachOf([
      runs('lint and format', 'biome', 'check', '--error-on-warnings', '.'),
      runs('types', 'tsc', '-b'),
      runs('types of tests', 'tsc', '-p', 'tsconfig.tests.json'),
      runs('import directions', process.execPath, 'scripts/check/imports.ts'),
      runs('size budgets', process.execPath, 'scripts/check/sizes.ts'),
      runs('paths named in documents', process.execPath, 'scripts/check/documents.ts'),
      runs('generated documents are fresh', process.execPath, 'scripts/docs/configuration.mjs', '--check'),
    ])
  },
}
