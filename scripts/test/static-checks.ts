import { run } from '../bootstrap/run.mjs'
import { type Bench, type Suite, type Tally, total } from './suite.ts'

const CHECK_DEADLINE_MS = 5 * 60_000

const checks: { title: string; command: string; args: string[] }[] = [
  { title: 'lint and format', command: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { title: 'types', command: 'tsc', args: ['-b'] },
  { title: 'types of tests', command: 'tsc', args: ['-p', 'tsconfig.tests.json'] },
  { title: 'import directions', command: 'node', args: ['scripts/check/imports.ts'] },
  { title: 'size budgets', command: 'node', args: ['scripts/check/sizes.ts'] },
  { title: 'paths named in the documents', command: 'node', args: ['scripts/check/documents.ts'] },
]

export const staticChecks: Suite = {
  name: 'static',
  needs: [],
  async run(bench) {
    const tallies: Tally[] = []
    for (const check of checks) tallies.push(await pass(check, bench))
    return total(tallies)
  },
}

async function pass({ title, command, args }: (typeof checks)[number], bench: Bench): Promise<Tally> {
  const { code, output } = await run(command, args, { deadlineMs: CHECK_DEADLINE_MS, env: bench.env })
  process.stdout.write(`  ${code === 0 ? '✓' : '✗'} ${title}\n`)
  if (code === 0) return { passed: 1, failed: 0, skipped: 0, notes: [] }
  process.stdout.write(`${output.trimEnd()}\n`)
  return { passed: 0, failed: 1, skipped: 0, notes: [title] }
}
