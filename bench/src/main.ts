/**
 * `pnpm bench [M1 ...]`: starts a server of its own, runs the contests, prints a table and writes JSON to bench/results.
 * Exits with 1 when a bar is missed.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { m1Contests } from './m1.ts'
import { type ContestResult, runContest } from './rounds.ts'
import { startBenchServer } from './server.ts'

const wanted = process.argv.slice(2)
const server = await startBenchServer()
const results: ContestResult[] = []
try {
  for (const contest of await m1Contests(server.client)) {
    if (wanted.length > 0 && !wanted.includes(contest.metric)) continue
    console.error(`${contest.metric} ${contest.name}: ${contest.warmUps} + ${contest.rounds} rounds`)
    results.push(await runContest(contest))
  }
} finally {
  await server.stop()
}
console.table(
  results.map(({ metric, name, bar, wall, cpu }) => ({
    metric,
    contest: name,
    bar: bar === null ? '' : `<= ${bar}`,
    'wall, median of ratios': wall.median.toFixed(3),
    '95 %': `${wall.low.toFixed(3)} .. ${wall.high.toFixed(3)}`,
    'cpu, median of ratios': cpu.median.toFixed(3),
    met: bar === null ? '' : wall.median <= bar ? 'yes' : 'NO',
  })),
)
const folder = resolve(import.meta.dirname, '../results')
await mkdir(folder, { recursive: true })
const file = resolve(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`)
await writeFile(file, `${JSON.stringify({ node: process.version, results }, null, 2)}\n`)
console.log(`written to ${file}`)
process.exitCode = results.every(({ wall, bar }) => bar === null || wall.median <= bar) ? 0 : 1
