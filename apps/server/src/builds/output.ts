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
  let seq = await lastSeq(database, build.id)
  const steps = new Map<number, BuildStep>()
  const tail: string[] = []
  let waiting: LogLine[] = []
  let stepsChanged = false
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  const write = async () => {
    const lines = waiting
    waiting = []
    if (lines.length > 0) {
      await persist(() => appendLines(database, build.id, lines), signal)
      live.builds.of(build.id).publish({ kind: 'lines', lines })
    }
    if (stepsChanged) {
      stepsChanged = false
      const row = await persist(async () => {
        await writeSteps(database, build, [...steps.values()])
        return readBuild(database, build.id)
      }, signal)
      live.builds.of(build.id).publish({ kind: 'build', build: row })
    }
  }
  const flush = () => {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.then(write)
    return writing
  }
  // a failed write surfaces at the next take or flush, which await the same promise
  const schedule = () => {
    timer ??= setTimeout(() => void flush().catch(() => undefined), batchMs)
  }
  const add = async (line: Omit<LogLine, 'seq' | 'instanceId'>) => {
    seq += 1
    waiting.push({ ...line, seq, instanceId: null })
    tail.push(line.text)
    if (tail.length > tailLines) tail.shift()
    if (waiting.length >= batchLines) await flush()
    else schedule()
  }

  return {
    async take(output) {
      if (output.kind === 'log') {
        await add({ at: output.at, channel: output.channel, text: cleanLine(output.text), step: output.index })
        return
      }
      const { kind: _, ...step } = output
      steps.set(step.index, step)
      stepsChanged = true
      schedule()
    },
    say: (text) => add({ at: Date.now(), channel: 'system', text, step: null }),
    flush,
    tail: () => tail,
  }
}
