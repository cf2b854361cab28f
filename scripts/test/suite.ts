/** What a suite came to. A check counts as one test. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
  /** One line for people about each thing that went wrong outside the tests themselves. */
  notes: string[]
}

/** What the set-up brings for suites that need it. */
export type Need = 'engine' | 'chromium' | 'dashboard'

/** What a suite may use while it runs. */
export interface Bench {
  /** Added to the environment of every child, so that what stays behind can be recognised. */
  env: Record<string, string>
  /** A folder that is removed at the end. */
  scratch: string
  /** A folder for people to look into afterwards. */
  artifacts: string
}

export interface Suite {
  name: string
  needs: Need[]
  run(bench: Bench): Promise<Tally>
}

/** A tally of one failure that no test could report. */
export function broken(note: string): Tally {
  return { passed: 0, failed: 1, skipped: 0, notes: [note] }
}

/** The sum of several tallies. */
export function total(tallies: Tally[]): Tally {
  const sum: Tally = { passed: 0, failed: 0, skipped: 0, notes: [] }
  for (const tally of tallies) {
    sum.passed += tally.passed
    sum.failed += tally.failed
    sum.skipped += tally.skipped
    sum.notes.push(...tally.notes)
  }
  return sum
}
