import { describe, expect, it } from 'vitest'
import { playwrightTally, vitestTally } from './reports.ts'

const done = { code: 0, timedOut: false }
const failed = { code: 1, timedOut: false }

describe('vitest', () => {
  const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] }

  it('counts passed, failed and skipped tests', () => {
    expect(vitestTally(report, done)).toEqual({ passed: 3, failed: 0, skipped: 2, notes: [] })
    expect(vitestTally({ ...report, numFailedTests: 2 }, failed)).toMatchObject({ passed: 3, failed: 2, notes: [] })
  })

  it('counts a file that could not be loaded as a failure', () => {
    const unloaded = { name: 'a.test.ts', status: 'failed', assertionResults: [] }
    const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] }
    const tally = vitestTally({ ...report, numFailedTests: 1, testResults: [unloaded, broken] }, failed)
    expect(tally).toMatchObject({ failed: 2, notes: ['a.test.ts failed outside its tests'] })
  })

  it('counts an exit code that no test explains as a failure', () => {
    expect(vitestTally(report, failed)).toMatchObject({ failed: 1, notes: ['the runner ended with 1'] })
  })

  it('counts a run of no tests as a failure', () => {
    expect(vitestTally({ ...report, numPassedTests: 0 }, done)).toMatchObject({ failed: 1, notes: ['no test ran'] })
  })

  it('counts the time limit as a failure of its own', () => {
    const tally = vitestTally({ ...report, numFailedTests: 1 }, { code: null, timedOut: true })
    expect(tally).toMatchObject({ failed: 2, notes: ['the time limit ended it'] })
  })
})

describe('playwright', () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] }

  it('counts expected, unexpected, flaky and skipped tests', () => {
    expect(playwrightTally(report, failed)).toEqual({ passed: 5, failed: 1, skipped: 2, notes: [] })
  })

  it('counts errors outside the tests', () => {
    const tally = playwrightTally({ ...report, errors: [{ message: 'no server\nat x' }] }, failed)
    expect(tally).toMatchObject({ failed: 2, notes: ['no server'] })
  })
})
