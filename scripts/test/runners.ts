// The suites that a test runner counts: unit and integration (Vitest), end to end (Playwright).
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../bootstrap/run.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { type Ending, playwrightTally, vitestTally } from './reports.ts'
import { type Bench, broken, type Suite, type Tally } from './suite.ts'

const MINUTE_MS = 60_000

export const unit: Suite = {
  name: 'unit',
  needs: [],
  run: (bench) => vitest('unit', 10 * MINUTE_MS, bench),
}

export const integration: Suite = {
  name: 'integration',
  needs: ['engine'],
  run: (bench) => vitest('integration', 30 * MINUTE_MS, bench),
}

export const endToEnd: Suite = {
  name: 'e2e',
  needs: ['engine', 'chromium', 'dashboard'],
  async run(bench) {
    const cwd = join(root, 'e2e')
    if (!existsSync(join(cwd, 'package.json'))) return broken('there is no e2e folder with a package.json')
    const report = join(bench.scratch, 'e2e.json')
    const artifacts = join(bench.artifacts, 'e2e')
    await mkdir(artifacts, { recursive: true })
    const ending = await run(
      'pnpm',
      ['exec', 'playwright', 'test', '--reporter=list,json', `--output=${join(artifacts, 'results')}`],
      {
        cwd,
        deadlineMs: 20 * MINUTE_MS,
        echo: true,
        env: { ...bench.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report, KAPSULES_ARTIFACTS: artifacts },
      },
    )
    return await tallyOf(report, ending, playwrightTally)
  },
}

async function vitest(project: string, deadlineMs: number, bench: Bench): Promise<Tally> {
  const report = join(bench.scratch, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ending = await run('vitest', ['run', '--project', project, ...reporters], {
    deadlineMs,
    echo: true,
    env: bench.env,
  })
  return await tallyOf(report, ending, vitestTally)
}

async function tallyOf(file: string, ending: Ending, read: (report: unknown, ending: Ending) => Tally): Promise<Tally> {
  if (existsSync(file)) return read(JSON.parse(await readFile(file, 'utf8')), ending)
  return broken(
    ending.timedOut
      ? 'the time limit ended it before it could report'
      : `it ended with ${ending.code ?? 'a signal'} and left no report`,
  )
}
