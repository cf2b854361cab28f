// What a suite leaves running when it crashes or is cut off. Everything it starts inherits one variable from it, so
// that nobody else's process is ever taken for one of ours.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Bench } from './suite.ts'

const GRACE_MS = 5_000

/** Ends the processes that the suites left behind: SIGTERM, and SIGKILL after five seconds. Says how many there were. */
export async function endLeftovers(bench: Bench): Promise<void> {
  const mark = `KAPSULES_TEST_RUN=${bench.env.KAPSULES_TEST_RUN}`
  const found = processesWith(mark)
  if (found.length === 0) return
  process.stdout.write(`  ending ${found.length} processes that the suites left behind\n`)
  signal(found, 'SIGTERM')
  const deadline = Date.now() + GRACE_MS
  while (processesWith(mark).length > 0 && Date.now() < deadline) await delay(100)
  signal(processesWith(mark), 'SIGKILL')
}

/** The ids of the processes whose environment holds this assignment. Empty on systems without /proc. */
export function processesWith(assignment: string): number[] {
  return listProcesses().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(assignment)
    } catch {
      // It ended meanwhile, or belongs to somebody else.
      return false
    }
  })
}

function listProcesses(): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
