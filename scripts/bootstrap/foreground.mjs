import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { childEnvironment } from './toolchain.mjs'

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
const SAME_KEYSTROKE_MS = 300

/**
 * Hands the terminal to a program until it ends and returns its exit code (128 + signal when one ended it).
 * The program gets a process group of its own: a Ctrl-C reaches us from the terminal and again from npm, and must
 * reach the program once.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string | undefined>} [env] added to our own environment
 * @returns {Promise<number>}
 */
export function foreground(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: childEnvironment(env), stdio: 'inherit', detached: true })
    let lastSignalAt = 0
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      if (Date.now() - lastSignalAt < SAME_KEYSTROKE_MS) return
      lastSignalAt = Date.now()
      child.kill(signal)
    }
    for (const signal of SIGNALS) process.on(signal, forward)
    /** @param {number} code */
    const finish = (code) => {
      for (const signal of SIGNALS) process.off(signal, forward)
      resolve(code)
    }
    child.once('error', (error) => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`)
      finish(127)
    })
    child.once('exit', (code, signal) => finish(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}
