import { SetupError } from '../bootstrap/setup-error.mjs'
import { broken, type Tally, total } from './suite.ts'

/** One thing that is seen to be so, or throws. */
export interface Check {
  title: string
  see(): Promise<unknown>
}

/** Carries out checks that build on each other: what comes after a failure is counted as failed, and not tried. */
export async function inOrder(checks: Check[]): Promise<Tally> {
  const tallies: Tally[] = []
  for (const check of checks) {
    const last = tallies.at(-1)
    tallies.push(last?.failed ? broken(`${check.title}: not reached`) : await carryOut(check))
  }
  return total(tallies)
}

/** Carries out checks that have nothing to do with each other. */
export async function eachOf(checks: Check[]): Promise<Tally> {
  const tallies: Tally[] = []
  for (const check of checks) tallies.push(await carryOut(check))
  return total(tallies)
}

async function carryOut({ title, see }: Check): Promise<Tally> {
  try {
    await see()
    process.stdout.write(`  ✓ ${title}\n`)
    return { passed: 1, failed: 0, skipped: 0, notes: [] }
  } catch (error) {
    process.stdout.write(`  ✗ ${title}\n`)
    process.stdout.write(`${error instanceof Error ? error.message : error}\n`)
    if (!(error instanceof SetupError) && error instanceof Error) process.stdout.write(`${error.stack}\n`)
    return broken(title)
  }
}
