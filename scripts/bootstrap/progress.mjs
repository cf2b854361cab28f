// What people see while the set-up works: one line for each step that had something to do, and nothing for the others.
// It goes to stderr: what a program prints on stdout may be meant for another program.
import { SetupError } from './setup-error.mjs'

/**
 * Runs one step. `say` announces work that may take long; a step that never says anything leaves no line.
 * @template T
 * @param {string} title
 * @param {(say: (what: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = Date.now()
  let spoke = false
  const result = await work((what) => {
    spoke = true
    process.stderr.write(`  ${what} …\n`)
  })
  if (spoke) process.stderr.write(`✓ ${title} (${seconds(Date.now() - startedAt)})\n`)
  return result
}

/**
 * Runs a whole script: a SetupError is told to people without a stack, anything else with one.
 * @param {() => Promise<number>} main returns the exit code
 */
export async function runScript(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.exitCode = 1
    process.stderr.write(`\n✗ ${describe(error)}\n`)
  }
}

/** @param {number} ms */
export function seconds(ms) {
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof SetupError) return error.hint ? `${error.message}\n\n${error.hint}` : error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
