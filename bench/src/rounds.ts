/**
 * Paired rounds: ours and the peer's are measured in turn (A B, then B A) so that what drifts on the machine meets both.
 * Beside wall time the CPU time of the whole machine is taken, since two cores are shared by all that takes part.
 */
import { readFile } from 'node:fs/promises'
import { type RatioSummary, summariseRatios } from './statistics.ts'

export interface Measurement {
  readonly wallMs: number
  /** CPU time that the machine spent meanwhile, in all processes, ms. */
  readonly cpuMs: number
}

export interface Contest {
  readonly name: string
  readonly metric: string
  /** The ratio must not be above this; null is measured for the record alone. */
  readonly bar: number | null
  readonly warmUps: number
  readonly rounds: number
  /** Done before each pair, unmeasured. */
  readonly prepare?: (round: number) => Promise<void>
  readonly ours: (round: number) => Promise<void>
  readonly peer: (round: number) => Promise<void>
  /** Done at the end, whatever happened. */
  readonly cleanUp: () => Promise<void>
}

export interface ContestResult {
  readonly name: string
  readonly metric: string
  readonly bar: number | null
  readonly wall: RatioSummary
  readonly cpu: RatioSummary
  readonly raw: readonly { readonly ours: Measurement; readonly peer: Measurement }[]
}

/** Runs a contest. Throws what a side throws: a wrong answer is no measurement. */
export async function runContest(contest: Contest): Promise<ContestResult> {
  try {
    return await playRounds(contest)
  } finally {
    await contest.cleanUp()
  }
}

async function playRounds(contest: Contest): Promise<ContestResult> {
  const raw: { ours: Measurement; peer: Measurement }[] = []
  for (let round = 0; round < contest.warmUps + contest.rounds; round += 1) {
    await contest.prepare?.(round)
    const oursFirst = round % 2 === 0
    const first = await measure(() => (oursFirst ? contest.ours(round) : contest.peer(round)))
    const second = await measure(() => (oursFirst ? contest.peer(round) : contest.ours(round)))
    if (round >= contest.warmUps) raw.push(oursFirst ? { ours: first, peer: second } : { ours: second, peer: first })
  }
  return {
    name: contest.name,
    metric: contest.metric,
    bar: contest.bar,
    wall: summariseRatios(raw.map(({ ours, peer }) => ours.wallMs / peer.wallMs)),
    cpu: summariseRatios(raw.map(({ ours, peer }) => Math.max(ours.cpuMs, 1) / Math.max(peer.cpuMs, 1))),
    raw,
  }
}

async function measure(work: () => Promise<void>): Promise<Measurement> {
  const cpuBefore = await machineCpuMs()
  const begin = performance.now()
  await work()
  const wallMs = performance.now() - begin
  return { wallMs, cpuMs: (await machineCpuMs()) - cpuBefore }
}

/** Time that all cores were not idle since boot, ms (Linux counts ticks of 10 ms in /proc/stat). */
async function machineCpuMs(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n')
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.trim().split(/\s+/).slice(1).map(Number)
  return (user + nice + system + irq + softirq) * 10
}
