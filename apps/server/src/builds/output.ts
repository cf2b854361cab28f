/** Takes a build's output as it comes: numbers the lines, stores them in batches, keeps the steps, tells who follows. */
import { type BuildStep, cleanLine, type LogLine } from '@kapsules/domain'
import type { BuildOutput } from '@kapsules/runtime'
import type { Live } from '../live/live.ts'
import { type ClaimedBuild, writeSteps } from '../store/builds.ts'
import type { Database } from '../store/database.ts'
import { appendLines, lastSeq } from '../store/log-lines.ts'
import { persist } from '../store/persist.ts'
import { readBuild } from '../store/read-builds.ts'

/** How long a line may wait for others before it is stored, in ms. */
const batchMs = 40
const batchLines = 500
/** Lines kept in memory to tell why a build failed. */
const tailLines = 400

export interface BuildOutputSink {
  take(output: BuildOutput): Promise<void>
  /** A line of our own. */
  say(text: string): Promise<void>
  /** Stores what waits. */
  flush(): Promise<void>
  /** The newest lines, oldest first. */
  tail(): readonly string[]
}

interface OutputParts {
  readonly database: Database
  readonly live: Live
  readonly build: ClaimedBuild
  readonly signal: AbortSignal
}

/**
 * Opens the sink of one attempt; numbering goes on after the lines of attempts before. While the database is away output
 * waits, and with it the build: until the signal fires nothing is lost.
 */
export async function openBuildOutput(
  database: Database,
  live: Live,
  build: ClaimedBuild,
  signal: AbortSignal,
): Promise<BuildOutputSink> {
  const parts = { database, live, build, signal }
  let seq = await lastSeq(database, build.id)
  const steps = new Map<number, BuildStep>()
  const tail: string[] = []
  const batches = createBatches(parts, steps)

  const add = (line: Omit<LogLine, 'seq' | 'instanceId'>) => {
    seq += 1
    tail.push(line.text)
    if (tail.length > tailLines) tail.shift()
    return batches.add({ ...line, seq, instanceId: null })
  }
  return {
    async take(output) {
      if (output.kind === 'log') {
        await add({ at: output.at, channel: output.channel, text: cleanLine(output.text), step: output.index })
        return
      }
      const { kind: _, ...step } = output
      steps.set(step.index, step)
      batches.stepsChanged()
    },
    say: (text) => add({ at: Date.now(), channel: 'system', text, step: null }),
    flush: batches.flush,
    tail: () => tail,
  }
}

interface Batches {
  add(line: LogLine): Promise<void>
  stepsChanged(): void
  flush(): Promise<void>
}

/** Collects lines and changes of steps for a moment, then writes them one batch after the other. */
function createBatches(parts: OutputParts, steps: ReadonlyMap<number, BuildStep>): Batches {
  let waiting: LogLine[] = []
  let changed = false
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  const flush = () => {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.then(async () => {
      const lines = waiting
      waiting = []
      if (lines.length > 0) await writeLines(parts, lines)
      const isStale = changed
      changed = false
      if (isStale) await writeChangedSteps(parts, [...steps.values()])
    })
    return writing
  }
  // a failed write surfaces at the next add or flush, which await the same promise
  const schedule = () => {
    timer ??= setTimeout(() => void flush().catch(() => undefined), batchMs)
  }
  return {
    async add(line) {
      waiting.push(line)
      if (waiting.length >= batchLines) await flush()
      else schedule()
    },
    stepsChanged() {
      changed = true
      schedule()
    },
    flush,
  }
}

async function writeLines({ database, live, build, signal }: OutputParts, lines: readonly LogLine[]): Promise<void> {
  await persist(() => appendLines(database, build.id, lines), signal)
  live.builds.of(build.id).publish({ kind: 'lines', lines })
}

async function writeChangedSteps(
  { database, live, build, signal }: OutputParts,
  steps: readonly BuildStep[],
): Promise<void> {
  const row = await persist(async () => {
    await writeSteps(database, build, steps)
    return readBuild(database, build.id)
  }, signal)
  live.builds.of(build.id).publish({ kind: 'build', build: row })
}
