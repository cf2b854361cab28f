// Reads the JSON reports of the test runners into tallies. A runner that failed without a failing test is a failure too.
import type { Tally } from './suite.ts'

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[]
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: { message?: string }[]
}

/** How a runner ended. */
export interface Ending {
  code: number | null
  timedOut: boolean
}

/** The tally of a Vitest run: files that could not even be loaded count as one failure each. */
export function vitestTally(report: unknown, ending: Ending): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report as VitestReport
  const unloaded = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return closed(ending, {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests + numTodoTests,
    notes: unloaded.map((file) => `${file.name} failed outside its tests`),
  })
}

/** The tally of a Playwright run: a test that passed at its second attempt passed. */
export function playwrightTally(report: unknown, ending: Ending): Tally {
  const { stats, errors } = report as PlaywrightReport
  return closed(ending, {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    notes: errors.map((error) => error.message?.split('\n')[0] ?? 'an error without a message'),
  })
}

/** Counts what the numbers alone would hide: a time-out, an exit code, and a run of no tests. */
function closed(ending: Ending, tally: Tally): Tally {
  const notes = [...tally.notes]
  if (ending.timedOut) notes.push('the time limit ended it')
  else if (tally.failed === 0 && ending.code !== 0) notes.push(`the runner ended with ${ending.code ?? 'a signal'}`)
  else if (tally.failed === 0 && tally.passed === 0) notes.push('no test ran')
  const unreported = notes.length > tally.notes.length ? 1 : 0
  return { ...tally, failed: tally.failed + unreported, notes }
}
