/**
 * Takes builds from the queue and runs them, at most `concurrency` at a time and as many as the engine bears. While a build runs its claim is prolonged;
 * when somebody wants it to end, or the claim is lost, or the server shuts down, the build is aborted.
 */
import { maxBuildAttempts } from '@kapsules/domain'
import type { Live } from '../live/live.ts'
import type { Log } from '../log.ts'
import {
  type BuildOutcome,
  type ClaimedBuild,
  claimBuild,
  findEndRequested,
  finishBuild,
  handBack,
  hasQueuedBuild,
  holdClaim,
  queueAgain,
  recoverBuilds,
} from '../store/builds.ts'
import { persist } from '../store/persist.ts'
import { readBuild } from '../store/read-builds.ts'
import { type BuildParts, runBuild } from './run-build.ts'
import { createSlots, type Slots } from './slots.ts'

/** A claim holds this long; it is prolonged three times as often. A worker that died is noticed after it. */
const claimMs = 6_000
/** How often the queue is looked at even when nobody says that it changed, ms. */
const pollMs = 1_000
/** How long an outcome is kept for a database that is away, ms. */
const outcomeKeptMs = 120_000

export interface WorkerParts extends BuildParts {
  readonly log: Log
  readonly workerId: string
  readonly concurrency: number
}

interface Running {
  readonly build: ClaimedBuild
  readonly abort: AbortController
  /** The status somebody wants it to end in; set before the abort. */
  wanted: 'cancelled' | 'superseded' | null
  readonly done: Promise<void>
}

export interface BuildWorker {
  /** One look at the queue: recovers, ends what shall end, claims what there is room for. */
  tick(): Promise<void>
  /** Works until the signal fires, then hands builds back to the queue. */
  run(signal: AbortSignal): Promise<void>
}

/** Makes the worker of this process. */
export function createBuildWorker(parts: WorkerParts): BuildWorker {
  const { database, live, log, workerId, concurrency } = parts
  const running = new Map<string, Running>()
  const slots = createSlots(parts)

  const start = (build: ClaimedBuild) => {
    const entry: Running = { build, abort: new AbortController(), wanted: null, done: Promise.resolve() }
    const done = carryOut(parts, entry, slots)
      .catch((error: unknown) => log.error('a build could not be recorded', { buildId: build.id, error }))
      .finally(() => {
        running.delete(build.id)
        live.buildsChanged.fire()
      })
    running.set(build.id, Object.assign(entry, { done }))
  }

  const claimAll = async () => {
    if (running.size >= concurrency || !(await hasQueuedBuild(database))) return
    const limit = await slots.count()
    while (running.size < limit) {
      const build = await claimBuild(database, workerId, claimMs)
      if (!build) break
      start(build)
      live.touched.add(build.previewId)
    }
  }

  const tick = async () => {
    await claimAll()
    for (const id of await findEndRequested(database, [...running.keys()])) {
      const entry = running.get(id)
      if (entry) await prolong(parts, entry)
    }
    const recovered = await recoverBuilds(database, [...running.keys()])
    for (const { previewId } of recovered) live.touched.add(previewId)
    if (recovered.some(({ status }) => status === 'queued')) await claimAll()
  }

  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await tick().catch((error: unknown) => log.warn('the build queue cannot be read', { error }))
      await live.buildsChanged.wait(pollMs, signal)
    }
    for (const entry of running.values()) entry.abort.abort()
    await Promise.all([...running.values()].map((entry) => entry.done))
  }

  return { tick, run }
}

async function carryOut(parts: WorkerParts, entry: Running, slots: Slots): Promise<void> {
  const { database, live, runtime } = parts
  const { build } = entry
  publish(live, await readBuild(database, build.id))
  const beat = setInterval(() => void prolong(parts, entry), claimMs / 3)
  try {
    const outcome = await runBuild(parts, build, entry.abort.signal)
    if (outcome && lostEngine(outcome)) slots.doubt()
    await settle(parts, entry, outcome)
  } finally {
    clearInterval(beat)
    live.touched.add(build.previewId)
  }
  const after = await persist(() => readBuild(database, build.id), AbortSignal.timeout(outcomeKeptMs))
  publish(live, after)
  // an image whose build did not end as succeeded has no record
  if (after.status !== 'succeeded')
    await runtime.removeImage(`kapsules/preview:${build.id}`, AbortSignal.timeout(30_000))
}

function publish(live: Live, build: Awaited<ReturnType<typeof readBuild>>): void {
  live.builds.of(build.id).publish({ kind: 'build', build })
}

async function settle({ database }: WorkerParts, entry: Running, outcome: BuildOutcome | null): Promise<void> {
  const { build, wanted } = entry
  const stored = AbortSignal.timeout(outcomeKeptMs)
  if (wanted) await persist(() => finishBuild(database, build, { status: wanted }), stored)
  else if (!outcome) await handBack(database, build)
  else if (lostEngine(outcome) && build.attempt < maxBuildAttempts)
    await persist(() => queueAgain(database, build), stored)
  else if (!(await persist(() => finishBuild(database, build, outcome), stored))) {
    // somebody asked for its end in the very moment in which it succeeded
    const state = await holdClaim(database, build, claimMs)
    if (state.kind === 'end') await finishBuild(database, build, { status: state.status })
  }
}

/** The engine went away under the build: nothing is known against the project, so it is tried again once it is back. */
function lostEngine(outcome: BuildOutcome): boolean {
  return outcome.status === 'failed' && ['engine-unreachable', 'engine-timed-out'].includes(outcome.fault.code)
}

/** Prolongs the claim; aborts the build when it shall end or the claim is lost. A database that is away is waited for. */
async function prolong({ database, log }: WorkerParts, entry: Running): Promise<void> {
  try {
    const state = await holdClaim(database, entry.build, claimMs)
    if (state.kind === 'held') return
    if (state.kind === 'end') entry.wanted = state.status
    entry.abort.abort()
  } catch (error) {
    log.warn('the claim of a build cannot be prolonged', { buildId: entry.build.id, error })
  }
}
