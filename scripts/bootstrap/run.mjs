// Child processes of the scripts. Each runs in a process group of its own, so that a deadline, or our own end, takes its
// children with it.
import { spawn } from 'node:child_process'
import { SetupError } from './setup-error.mjs'
import { childEnvironment, root } from './toolchain.mjs'

const KEPT_OUTPUT_BYTES = 200_000

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/**
 * @typedef {object} RunOptions
 * @property {number} deadlineMs the whole group is killed after this time
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to our own environment
 * @property {boolean} [echo] true: output is also shown as it comes
 *
 * @typedef {object} RunResult
 * @property {number | null} code null when a signal or the deadline ended it
 * @property {boolean} timedOut
 * @property {string} output the last 200 kB of stdout and stderr together
 */

/**
 * Runs a program to its end and never rejects because of its exit code.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options) {
  return new Promise((resolve) => {
    let output = ''
    let timedOut = false
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: childEnvironment(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    running.add(child)
    const timer = setTimeout(() => {
      timedOut = true
      void killGroup(child)
    }, options.deadlineMs)
    /** @param {NodeJS.WriteStream} stream */
    const keep = (stream) => (/** @type {string} */ text) => {
      output = (output + text).slice(-KEPT_OUTPUT_BYTES)
      if (options.echo) stream.write(text)
    }
    child.stdout.setEncoding('utf8').on('data', keep(process.stdout))
    child.stderr.setEncoding('utf8').on('data', keep(process.stderr))
    /** @param {number | null} code */
    const finish = (code) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code: timedOut ? null : code, timedOut, output })
    }
    child.once('error', (error) => {
      output += error.message
      finish(null)
    })
    // 'exit', not 'close': a background process that holds the pipe open must not hold us.
    child.once('exit', (code) => setTimeout(finish, 50, code))
  })
}

/**
 * Runs a program that has to succeed. Throws a SetupError that carries the end of its output.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions & { hint?: string, tail?: number }} options `tail`: lines of output to show, 25 unless told otherwise
 */
export async function runOrFail(command, args, options) {
  const result = await run(command, args, options)
  if (result.code === 0) return result
  const why = result.timedOut
    ? `did not end within ${Math.round(options.deadlineMs / 1000)} s`
    : `ended with ${result.code ?? 'an error'}`
  const tail = options.echo ? '' : `\n${lastLines(result.output, options.tail ?? 25)}`
  throw new SetupError(`${[command, ...args].join(' ')} ${why}${tail}`, options.hint)
}

/**
 * Ends everything `run` started and that still runs: SIGTERM to each group, SIGKILL after five seconds.
 */
export async function stopChildren() {
  await Promise.all([...running].map((child) => killGroup(child)))
}

/**
 * @param {string} text
 * @param {number} count
 */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}

/** @param {import('node:child_process').ChildProcess} child */
async function killGroup(child) {
  if (child.pid === undefined) return
  signalGroup(child.pid, 'SIGTERM')
  const deadline = Date.now() + 5_000
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  // Also when the leader is gone: its children may have stayed.
  signalGroup(child.pid, 'SIGKILL')
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
  }
}
